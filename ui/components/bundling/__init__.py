"""From the JavaScript files of a component to the one module that browsers fetch."""
