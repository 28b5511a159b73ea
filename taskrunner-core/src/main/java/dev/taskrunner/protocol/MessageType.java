package dev.taskrunner.protocol;

/** The names of the classic generation's messages, and of our extensions to it. */
public final class MessageType {
    /** Answers a request; carries the request's id (section 4.1). */
    public static final String RESPONSE = "__response__";
    /** First push after the upgrade (section 3.1). */
    public static final String CONNECTED = "connected";
    /** Second push after the upgrade (section 3.1). */
    public static final String ROOM_READY = "room_ready";
    /** One-way change of one's own attributes (section 6.1). */
    public static final String SET_ATTRIBUTES = "set_attributes";

    /** Request: registers a runner (section 5.1). */
    public static final String REGISTER_AGENT = "agent.register_agent";
    /** Request: takes a runner back (section 5.1). */
    public static final String UNREGISTER_AGENT = "agent.unregister_agent";
    /** Request of a caller, and push to a runner (section 5.3). */
    public static final String ASK = "agent.ask";
    /** One-way answer of a runner (section 5.3). */
    public static final String ASK_RESPONSE = "agent.ask_response";
    /** Request: lists the runners (section 5.2). */
    public static final String LIST_AGENTS = "agent.list_agents";
    /** Request: registers a toolkit (section 5.5). */
    public static final String REGISTER_TOOLKIT = "agent.register_toolkit";
    /** Request: takes a toolkit back (section 5.5). */
    public static final String UNREGISTER_TOOLKIT = "agent.unregister_toolkit";
    /** Request: lists the visible toolkits (section 5.5). */
    public static final String LIST_TOOLKITS = "agent.list_toolkits";
    /** Request: calls a tool (section 5.6). */
    public static final String INVOKE_TOOL = "agent.invoke_tool";
    /** Push to a provider; the toolkit's name follows (section 5.6). */
    public static final String TOOL_CALL_PREFIX = "agent.tool_call.";
    /** One-way answer of a provider; carries the push's id (section 5.6). */
    public static final String TOOL_CALL_RESPONSE = "agent.tool_call_response";
    /** Request: calls a service into the room (section 5.7). */
    public static final String CALL = "agent.call";

    /** Ours, one-way both ways: a caller gives up, the server tells who works on it. */
    public static final String CANCEL = "agent.cancel";
    /** Ours, one-way both ways: how far a task has come. */
    public static final String PROGRESS = "agent.progress";
    /** Ours, request: a token for a further connection under another name. */
    public static final String TOKEN = "agent.token";

    /** Request: starts hearing of others (section 6.2). */
    public static final String MESSAGING_ENABLE = "messaging.enable";
    /** Request: stops hearing of others (section 6.2). */
    public static final String MESSAGING_DISABLE = "messaging.disable";
    /** Request, and the one push of messaging (section 6.2). */
    public static final String MESSAGING_SEND = "messaging.send";
    /** Request: sends to everybody (section 6.2). */
    public static final String MESSAGING_BROADCAST = "messaging.broadcast";

    /** Request, and push to watchers (section 6.4). */
    public static final String DEVELOPER_LOG = "developer.log";
    /** Request (section 6.4). */
    public static final String DEVELOPER_INFO = "developer.info";
    /** Request (section 6.4). */
    public static final String DEVELOPER_WARNING = "developer.warning";
    /** Request (section 6.4). */
    public static final String DEVELOPER_ERROR = "developer.error";
    /** Request: starts watching the log (section 6.4). */
    public static final String DEVELOPER_WATCH = "developer.watch";
    /** Request: stops watching the log (section 6.4). */
    public static final String DEVELOPER_UNWATCH = "developer.unwatch";

    /** Request: lists a folder (section 7.1). */
    public static final String STORAGE_LIST = "storage.list";

    private MessageType() {}

    /**
     * Says whether a message is one that must never be answered (section 4.2, and our one-way extensions).
     *
     * @param type the message's type
     * @return true for one-way messages
     */
    public static boolean isOneWay(String type) {
        return switch (type) {
            case SET_ATTRIBUTES, ASK_RESPONSE, TOOL_CALL_RESPONSE, RESPONSE, CANCEL, PROGRESS -> true;
            default -> false;
        };
    }
}
