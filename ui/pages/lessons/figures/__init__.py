"""The figures of lessons: each a module with a function `show`, see `ui.pages.lessons.figure`."""
