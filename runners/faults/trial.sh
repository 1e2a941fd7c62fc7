# A fault that is none: it stands as a file in the step's own directory. With it the lease itself is tried out.
apply() {
    hold "trial $dir"
    mark standing
}

took() { marked standing && say "the trial stands"; }

revert() { rm -f "$dir/standing"; }

gone() {
    marked standing || { say "the trial is gone"; return 0; }
    say "the trial still stands"
    return 1
}
