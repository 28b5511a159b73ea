
# Completes names of the room that the command line is about: runners, toolkits, queues, rooms, files.
# The command itself knows them; it is asked only where a name is typed, since it takes a moment to start.
function _taskrunner_wants_name() {
  local before=${COMP_WORDS[COMP_CWORD-1]}
  if [[ "${before}" == "=" && ${COMP_CWORD} -gt 1 ]]; then
    before=${COMP_WORDS[COMP_CWORD-2]}
  fi
  case "${before}" in
    --agent|--agent-tool|--toolkit|--tool|--queue|--room|--to|--on-behalf-of|--for|--of)
      return 0
      ;;
    -*)
      return 1
      ;;
  esac
  case "${COMP_WORDS[COMP_CWORD]}" in
    -*)
      return 1
      ;;
  esac
  case " ${COMP_LINE} " in
    *" agents describe "*|*" queue send "*|*" queue receive "*|*" queue drain "*) return 0 ;;
    *" secrets get "*|*" secrets rm "*|*" storage ls "*|*" storage cat "*|*" storage rm "*) return 0 ;;
  esac
  return 1
}

function _complete_taskrunner_with_names() {
  COMPREPLY=()
  if _taskrunner_wants_name; then
    local name
    while IFS= read -r name; do
      case "${COMP_WORDS[COMP_CWORD]}" in
        # A quote that the user has opened does not take the power from all that a name may hold.
        [\"\']*) case "${name}" in *[\"\'\$\`\\\!]*) ;; *) COMPREPLY+=( "${name}" ) ;; esac ;;
        *) COMPREPLY+=( "$(printf '%q' "${name}")" ) ;;
      esac
    done < <("${COMP_WORDS[0]}" names "${COMP_LINE:0:COMP_POINT}" 2>/dev/null </dev/null)
    if [[ ${#COMPREPLY[@]} -gt 0 ]]; then
      return 0
    fi
  fi
  _complete_taskrunner
}

complete -F _complete_taskrunner_with_names -o default taskrunner taskrunner.sh taskrunner.bash
