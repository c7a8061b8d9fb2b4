_pa3d_completion() {
    local IFS=$'
'
    COMPREPLY=( $( env COMP_WORDS="${COMP_WORDS[*]}" \
                   COMP_CWORD=$COMP_CWORD \
                   _PA3D_COMPLETE=complete_bash $1 ) )
    return 0
}

complete -o default -F _pa3d_completion pa3d
