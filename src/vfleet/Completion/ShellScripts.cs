namespace Vfleet.Cli.Completion;

/// <summary>What connects a shell's completion to ours. The shell hands over the words up to the cursor and gets candidates back.</summary>
internal static class ShellScripts
{
    // bash breaks words at ':' and '=', which PCI addresses and --option=value have: the words are taken from the line itself, and
    // what stands before the last break is cut off the candidates again.
    private const string Bash = """
        # bash completion of vfleet
        _vfleet() {
            local line="${COMP_LINE:0:COMP_POINT}" cur candidate
            local -a words
            read -ra words <<< "$line"
            [[ "$line" == *[[:space:]] ]] && words+=("")
            cur="${words[-1]}"
            local broken=""
            if [[ "$cur" == *:* && "$COMP_WORDBREAKS" == *:* ]]; then
                broken="${cur%"${cur##*:}"}"
            elif [[ "$cur" == *=* && "$COMP_WORDBREAKS" == *=* ]]; then
                broken="${cur%%=*}="
            fi
            COMPREPLY=()
            while IFS=$'\t' read -r candidate _; do
                COMPREPLY+=("${candidate#"$broken"}")
            done < <("${words[0]}" __complete "${words[@]:1}" 2>/dev/null)
            if [[ ${#COMPREPLY[@]} -eq 1 && "${COMPREPLY[0]}" == */ ]]; then
                compopt -o nospace
            fi
        }
        complete -F _vfleet vfleet

        """;

    private const string Zsh = """
        #compdef vfleet
        # zsh completion of vfleet
        _vfleet() {
            local -a described
            local line candidate about
            while IFS=$'\t' read -r candidate about; do
                described+=("${candidate//:/\\:}${about:+:$about}")
            done < <("${words[1]}" __complete "${(@)words[2,CURRENT]}" 2>/dev/null)
            _describe 'vfleet' described
        }
        if [ "$funcstack[1]" = "_vfleet" ]; then
            _vfleet "$@"
        else
            compdef _vfleet vfleet
        fi

        """;

    private const string Fish = """
        # fish completion of vfleet
        function __vfleet_complete
            set -l words (commandline -opc)
            set -l program $words[1]
            set -e words[1]
            $program __complete $words (commandline -ct) 2>/dev/null
        end
        complete -c vfleet -f -a '(__vfleet_complete)'

        """;

    /// <summary>The script of a shell.</summary>
    /// <param name="shell">bash, zsh or fish.</param>
    /// <returns>The script; null when there is none.</returns>
    public static string? Of(string shell) => shell switch
    {
        "bash" => Bash,
        "zsh" => Zsh,
        "fish" => Fish,
        _ => null,
    };
}
