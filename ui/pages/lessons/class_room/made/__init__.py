"""What a class makes: the map of its drawings, the scoreboard, its trainings, and keeping them.

`board` is the teacher's view of one of the first three, `opened` the drawing that is open on the
map, `keep` what the teacher can keep or clear, `sheet` all of it on one page; `drawing` is what a
student draws on.
"""
