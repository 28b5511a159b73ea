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
    /** Ours, one-way both ways: how many items of a stream were read. */
    public static final String CREDIT = "agent.stream_credit";
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

    /** Request: whether a file or folder is there (section 7.1). */
    public static final String STORAGE_EXISTS = "storage.exists";
    /** Request: what is known of a file or folder (section 7.1). */
    public static final String STORAGE_STAT = "storage.stat";
    /** Request: begins to write a file (section 7.1). */
    public static final String STORAGE_OPEN = "storage.open";
    /** Request: appends to a file that is being written (section 7.1). */
    public static final String STORAGE_WRITE = "storage.write";
    /** Request: ends writing; the file is there from now on (section 7.1). */
    public static final String STORAGE_CLOSE = "storage.close";
    /** Ours, request: ends writing without a file. */
    public static final String STORAGE_ABORT = "storage.abort";
    /** Request: a whole file (section 7.1). */
    public static final String STORAGE_DOWNLOAD = "storage.download";
    /** Request: where to get a file over HTTP (section 7.1). */
    public static final String STORAGE_DOWNLOAD_URL = "storage.download_url";
    /** Ours, request: a piece of a file. */
    public static final String STORAGE_READ = "storage.read";
    /** Request: lists a folder (section 7.1). */
    public static final String STORAGE_LIST = "storage.list";
    /** Request: deletes a file or folder (section 7.1). */
    public static final String STORAGE_DELETE = "storage.delete";
    /** Push to everybody: a file was written (section 7.1). */
    public static final String STORAGE_FILE_UPDATED = "storage.file.updated";
    /** Push to everybody: a file was deleted (section 7.1). */
    public static final String STORAGE_FILE_DELETED = "storage.file.deleted";

    /** Request: lists the queues (section 7.2). */
    public static final String QUEUES_LIST = "queues.list";
    /** Request: makes a queue (section 7.2). */
    public static final String QUEUES_OPEN = "queues.open";
    /** Request: adds a message to a queue (section 7.2). */
    public static final String QUEUES_SEND = "queues.send";
    /** Request: takes a message out of a queue for good (section 7.2). */
    public static final String QUEUES_RECEIVE = "queues.receive";
    /** Request: removes all messages of a queue (section 7.2). */
    public static final String QUEUES_DRAIN = "queues.drain";
    /** Request: removes a queue (section 7.2). */
    public static final String QUEUES_CLOSE = "queues.close";
    /** Ours, request: takes a message of a queue for some time. */
    public static final String QUEUES_TAKE = "queues.take";
    /** Ours, request: what was taken is done. */
    public static final String QUEUES_ACKNOWLEDGE = "queues.acknowledge";
    /** Ours, request: what was taken goes back. */
    public static final String QUEUES_RETURN = "queues.return";
    /** Ours, request: what was taken is kept for longer. */
    public static final String QUEUES_EXTEND = "queues.extend";

    /** Request: opens a document (section 7.5). */
    public static final String DOCUMENT_CONNECT = "room.connect";
    /** Request: closes a document (section 7.5). */
    public static final String DOCUMENT_DISCONNECT = "room.disconnect";
    /** Request and push: an update of a document (section 7.5). */
    public static final String DOCUMENT_SYNC = "room.sync";
    /** Request: makes a document (section 7.5). */
    public static final String DOCUMENT_CREATE = "room.create";
    /** Request: a document as JSON (section 7.5). */
    public static final String DOCUMENT_DESCRIBE = "room.describe";

    /** Request: lists secrets, without values (section 7.3). */
    public static final String SECRETS_LIST = "secrets.list_secrets";
    /** Request: keeps a secret (section 7.3). */
    public static final String SECRETS_SET = "secrets.set_secret";
    /** Request: the value of a secret (section 7.3). */
    public static final String SECRETS_GET = "secrets.get_secret";
    /** Request: deletes a secret (section 7.3). */
    public static final String SECRETS_DELETE = "secrets.delete_secret";
    /** Request: deletes a secret that a participant provided when asked (section 7.3). */
    public static final String SECRETS_DELETE_REQUESTED = "secrets.delete_requested_secret";
    /** Request, and push to the participant that is asked for a secret (section 7.3). */
    public static final String SECRETS_REQUEST = "secrets.request_secret";
    /** Request: answers the push (section 7.3). */
    public static final String SECRETS_PROVIDE = "secrets.provide_secret";
    /** Request: a token that was granted before (section 7.3). */
    public static final String OAUTH_OFFLINE = "secrets.get_offline_oauth_token";
    /** Request, and push to the participant that is asked to sign in (section 7.3). */
    public static final String OAUTH_REQUEST = "secrets.request_oauth_token";
    /** Request: answers the push (section 7.3). */
    public static final String OAUTH_PROVIDE = "secrets.provide_oauth_authorization";

    /** Ours, request: a page of what a room keeps, for a dump. */
    public static final String ADMIN_EXPORT = "admin.export";
    /** Ours, request: puts back what a dump holds. */
    public static final String ADMIN_IMPORT = "admin.import";

    private MessageType() {}

    /**
     * Says whether a message is one that must never be answered (section 4.2, and our one-way extensions).
     *
     * @param type the message's type
     * @return true for one-way messages
     */
    public static boolean isOneWay(String type) {
        return switch (type) {
            case SET_ATTRIBUTES, ASK_RESPONSE, TOOL_CALL_RESPONSE, RESPONSE, CANCEL, PROGRESS, CREDIT -> true;
            default -> false;
        };
    }
}
