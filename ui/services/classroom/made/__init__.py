"""What a class makes: answers, drawings, scores and trainings, and tables of them to keep."""
