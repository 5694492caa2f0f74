"""From findings in the case file to what the models of evidence weigh: a module for each group.

Nothing is guessed. What was not examined stays so; where two examiners contradict each other the
finding is not weighed, and the group says so.
"""
