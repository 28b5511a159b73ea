package dev.taskrunner;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a runner knows about the task at hand besides its arguments: the conversation, who wants it, what it may use, until
 * when. Made anew for each ask; safe to share between threads, except the {@link ChatContext}.
 */
public final class TaskContext extends CallContext {
    private final ChatContext chat;
    private final List<Toolkit> toolkits;

    TaskContext(Builder values, ChatContext chat, List<Toolkit> toolkits) {
        super(values);
        this.chat = chat;
        this.toolkits = Toolkit.withoutDuplicates(toolkits);
    }

    /**
     * A context for tests of user code: no room, no deadline, no toolkits.
     *
     * @param callerName the name of the caller
     * @return the context
     */
    public static TaskContext forCaller(String callerName) {
        Participant caller = new Participant("", callerName, "user", Map.of());
        return builder(caller).task(new ChatContext(), List.of());
    }

    /**
     * The conversation.
     *
     * @return what {@link TaskRunner#initChatContext()} made for this task
     */
    public ChatContext chat() {
        return chat;
    }

    /**
     * The toolkits that the runner may use for this task: its own, then the required, then the caller's.
     *
     * @return the toolkits, in that order; no tool name appears twice
     */
    public List<Toolkit> toolkits() {
        return toolkits;
    }

    /**
     * Calls one of the toolkits' tools, whichever has it. The tool's arguments are validated first.
     *
     * @param tool the tool's name
     * @param arguments a record, a map, or anything that becomes a JSON object
     * @return what the tool answered
     * @throws TaskException {@link ErrorCode#UNKNOWN_TOOL}, {@link ErrorCode#INVALID_ARGUMENTS}, or the tool's own
     */
    public TaskResult callTool(String tool, Object arguments) {
        List<String> names = new ArrayList<>();
        for (Toolkit toolkit : toolkits) {
            if (toolkit.tool(tool).isPresent()) {
                return toolkit.invoke(toolContext(), tool, TaskInput.of(arguments));
            }
            toolkit.tools().forEach(known -> names.add(known.name()));
        }
        throw new TaskException(ErrorCode.UNKNOWN_TOOL, "no tool '" + tool + "' for this task; there are: " + names);
    }

    /**
     * The same task within another span of its trace, which nested asks and tool calls then belong to.
     *
     * @param headers of W3C Trace Context, by name
     * @return a changed copy that shares the conversation
     */
    public TaskContext withTrace(Map<String, String> headers) {
        return new TaskContext(copy().trace(headers), chat, toolkits);
    }

    /**
     * The context that this task's tools are called with: the same caller, deadline and cancellation; no attachment.
     *
     * @return the tool's context
     */
    public ToolContext toolContext() {
        return copy().attachment(null).tool();
    }
}
