package dev.taskrunner.protocol;

/**
 * The names of the current generation's messages, where they differ from the classic ones in {@link MessageType} (current
 * protocol §4.2).
 */
public final class CurrentType {
    /** Request: lists toolkits (§5.3). */
    public static final String LIST_TOOLKITS = "room.list_toolkits";
    /** Request: registers a toolkit (§5.1). */
    public static final String REGISTER_TOOLKIT = "room.register_toolkit";
    /** Request: takes a toolkit back (§5.1). */
    public static final String UNREGISTER_TOOLKIT = "room.unregister_toolkit";
    /** Request: calls a tool, or one of the room itself (§5.4). */
    public static final String INVOKE_TOOL = "room.invoke_tool";
    /** Request: one item of a streamed input; always answered at once (§4.6). */
    public static final String REQUEST_CHUNK = "room.tool_call_request_chunk";
    /** Push to a provider: one item of a streamed input; a dot and the toolkit's name follow (§5.6). */
    public static final String REQUEST_CHUNK_PREFIX = REQUEST_CHUNK + ".";
    /** Push to a provider; the toolkit's name follows (§5.5). */
    public static final String TOOL_CALL_PREFIX = "room.tool_call.";
    /** One-way answer of a provider; carries the push's id (§5.6). */
    public static final String TOOL_CALL_RESPONSE = "room.tool_call_response";
    /** One-way item of a streamed answer, or an event; from the provider and to the caller (§5.6). */
    public static final String RESPONSE_CHUNK = "room.tool_call_response_chunk";
    /** Push: a file was moved (§5.9). */
    public static final String STORAGE_FILE_MOVED = "storage.file.moved";
    /** Request: calls a service into the room (§5.8). */
    public static final String CALL = "room.call";

    private CurrentType() {}
}
