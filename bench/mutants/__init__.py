"""How many single changes of the deciding code the tests find: mutants made by mutmut, tried in forked processes."""
