package dev.taskrunner.room;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a participant may do in a room: the scope of a token's api grant (classic protocol section 8.2, current protocol
 * section 7.2). A section that is absent allows nothing, an empty one allows everything in it, its fields restrict.
 * Immutable.
 *
 * <p>Reading is lenient: fields may be spelled in snake_case or camelCase (the snake_case one wins when both are
 * there), unknown sections and fields are kept and written again, and a field of the wrong type forbids. Writing uses
 * snake_case and leaves defaults out.
 */
public final class ApiScope {

    private static final ApiScope NONE = new ApiScope(Map.of());
    private static final ApiScope AGENT_DEFAULT = allowing(ScopeFields.AGENT_SECTIONS);
    private static final ApiScope FULL = allowing(ScopeFields.ALL_SECTIONS);

    private final Map<String, Object> members;

    private ApiScope(Map<?, ?> scope) {
        members = JwtCodec.freezeMap(ScopeFields.normalise(scope));
    }

    /**
     * Returns what an agent may do unless told otherwise: everything but {@code admin}, {@code secrets}, {@code
     * tunnels} and the sections that only the current protocol knows.
     *
     * @return the sections livekit, queues, messaging, database, sync, storage, containers, developer and agents
     */
    public static ApiScope agentDefault() {
        return AGENT_DEFAULT;
    }

    /** {@return the scope that allows everything: all sections of both protocol generations} */
    public static ApiScope full() {
        return FULL;
    }

    /** {@return the scope that allows nothing, without sections} */
    public static ApiScope none() {
        return NONE;
    }

    /**
     * Reads the scope of an api grant, leniently.
     *
     * @param map plain JSON values by section
     * @return the scope
     */
    public static ApiScope parse(Map<String, ?> map) {
        return read(map);
    }

    static ApiScope read(Map<?, ?> map) {
        return new ApiScope(map);
    }

    /** {@return a builder of a scope that allows nothing yet} */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return a builder that starts with this scope's content and does not affect this scope} */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.members.putAll(members);
        return builder;
    }

    /**
     * {@return the scope as tokens carry it: an unmodifiable map of plain JSON values, snake_case, defaults left out}
     */
    public Map<String, Object> toMap() {
        return members;
    }

    /**
     * What both this scope and another one allow, at most: where they say different things about a field in ways that cannot be
     * weighed against each other, nothing.
     *
     * @param other the scope that must not be exceeded
     * @return a scope that allows nothing that either of them does not
     */
    public ApiScope within(ApiScope other) {
        return new ApiScope(ScopeFields.both(members, other.members));
    }

    /**
     * Tells whether a section is there, and so at least something of it is allowed.
     *
     * @param section its name, such as {@code storage}
     * @return whether it is there
     */
    public boolean has(String section) {
        return ScopeRules.of(members.get(section)) != null;
    }

    /** {@return whether {@code agents.register_agent} is allowed: serving a runner} */
    public boolean mayRegisterAgent() {
        return in("agents", rules -> rules.flag("register_agent"));
    }

    /**
     * Asks for {@code agents.register_public_toolkit} or {@code agents.register_private_toolkit}.
     *
     * @param isPublic whether all participants would see the toolkit
     * @return whether it is allowed
     */
    public boolean mayRegisterToolkit(boolean isPublic) {
        String field = isPublic ? "register_public_toolkit" : "register_private_toolkit";
        return in("agents", rules -> rules.flag(field));
    }

    /**
     * {@return whether {@code agents.call} is allowed: calling an agent into the room, and one half of invoking a tool}
     */
    public boolean mayCall() {
        return in("agents", rules -> rules.flag("call"));
    }

    /** {@return whether {@code agents.use_agents} is allowed: listing and asking runners} */
    public boolean mayUseAgents() {
        return in("agents", rules -> rules.flag("use_agents"));
    }

    /** {@return whether {@code agents.use_tools} is allowed: listing toolkits, and one half of invoking a tool} */
    public boolean mayUseTools() {
        return in("agents", rules -> rules.flag("use_tools"));
    }

    /**
     * Asks for invoking a tool of this toolkit: {@code use_tools}, {@code call}, and {@code allowed_toolkits} unless
     * that is absent.
     *
     * @param name the toolkit's name
     * @return whether it is allowed
     */
    public boolean mayUseToolkit(String name) {
        return mayUseTools() && mayCall() && in("agents", rules -> rules.lists("allowed_toolkits", name));
    }

    /** {@return whether {@code messaging.broadcast} is allowed: a message to everybody} */
    public boolean mayBroadcast() {
        return in("messaging", rules -> rules.flag("broadcast"));
    }

    /** {@return whether {@code messaging.send} is allowed: a message to one participant} */
    public boolean maySend() {
        return in("messaging", rules -> rules.flag("send"));
    }

    /** {@return whether {@code messaging.list} is allowed: the roster} */
    public boolean mayListParticipants() {
        return in("messaging", rules -> rules.flag("list"));
    }

    /**
     * Asks for {@code queues.send}.
     *
     * @param queue the queue's name
     * @return whether it is allowed
     */
    public boolean maySendTo(String queue) {
        return in("queues", rules -> rules.lists("send", queue));
    }

    /**
     * Asks for {@code queues.receive}.
     *
     * @param queue the queue's name
     * @return whether it is allowed
     */
    public boolean mayReceiveFrom(String queue) {
        return in("queues", rules -> rules.lists("receive", queue));
    }

    /** {@return whether {@code queues.list} is allowed} */
    public boolean mayListQueues() {
        return in("queues", rules -> rules.flag("list"));
    }

    /**
     * Asks for reading from storage: a rule of {@code storage.paths} must be a plain prefix of the path.
     * A path with a {@code ..} segment is refused where paths are restricted.
     *
     * @param path the path of the file or folder, with or without a slash in front
     * @return whether it is allowed
     */
    public boolean mayRead(String path) {
        return in("storage", rules -> rules.path(path, false, true));
    }

    /**
     * Asks for writing to storage: the first rule of {@code storage.paths} that is a plain prefix of the path decides.
     * A path with a {@code ..} segment is refused where paths are restricted.
     *
     * @param path the path of the file or folder, with or without a slash in front
     * @return whether it is allowed
     */
    public boolean mayWrite(String path) {
        return in("storage", rules -> rules.path(path, true, true));
    }

    /**
     * Asks for opening a document: a rule of {@code sync.paths} must equal the path, or end in {@code *} and begin it.
     *
     * @param path the document's path, with or without a slash in front
     * @return whether it is allowed
     */
    public boolean mayReadDocument(String path) {
        return in("sync", rules -> rules.path(path, false, false));
    }

    /**
     * Asks for changing a document: the first rule of {@code sync.paths} that covers the path decides.
     *
     * @param path the document's path, with or without a slash in front
     * @return whether it is allowed
     */
    public boolean mayWriteDocument(String path) {
        return in("sync", rules -> rules.path(path, true, false));
    }

    /**
     * Asks for {@code database.list_tables} (or {@code dataset}, {@code datasets}, its later names).
     *
     * @return whether it is allowed
     */
    public boolean mayListTables() {
        return inDatabase(rules -> rules.flag("list_tables"));
    }

    /**
     * Asks whether the first rule of {@code database.tables} for this table says {@code read}, yes by default.
     *
     * @param table the table's name, outside of namespaces
     * @return whether it is allowed
     */
    public boolean mayReadTable(String table) {
        return inDatabase(rules -> rules.table(table, "read", true));
    }

    /**
     * Asks whether the first rule of {@code database.tables} for this table says {@code write}, no by default.
     *
     * @param table the table's name, outside of namespaces
     * @return whether it is allowed
     */
    public boolean mayWriteTable(String table) {
        return inDatabase(rules -> rules.table(table, "write", false));
    }

    /**
     * Asks whether the first rule of {@code database.tables} for this table says {@code alter}, no by default.
     *
     * @param table the table's name, outside of namespaces
     * @return whether it is allowed
     */
    public boolean mayAlterTable(String table) {
        return inDatabase(rules -> rules.table(table, "alter", false));
    }

    /** {@return whether {@code developer.logs} is allowed: watching the room's log} */
    public boolean mayUseDeveloperLogs() {
        return in("developer", rules -> rules.flag("logs"));
    }

    /** {@return whether the section {@code secrets} is there} */
    public boolean mayUseSecrets() {
        return has("secrets");
    }

    /**
     * Asks for {@code secrets.request_oauth_token}.
     *
     * @param endpoint the authorisation endpoint
     * @param clientId the client id at that endpoint
     * @return whether it is allowed
     */
    public boolean mayRequestOauthToken(String endpoint, String clientId) {
        return in(
                "secrets",
                rules -> rules.listsObject(
                        "request_oauth_token",
                        item -> endpoint.equals(item.get("endpoint")) && clientId.equals(item.get("client_id"))));
    }

    /** {@return whether {@code admin.config} is allowed} */
    public boolean mayConfigure() {
        return in("admin", rules -> rules.flag("config"));
    }

    /**
     * Asks for {@code livekit.breakout_rooms}.
     *
     * @param name the breakout room's name
     * @return whether it is allowed
     */
    public boolean mayJoinBreakoutRoom(String name) {
        return in("livekit", rules -> rules.lists("breakout_rooms", name));
    }

    /** {@return whether {@code containers.use_containers} is allowed} */
    public boolean mayUseContainers() {
        return in("containers", rules -> rules.flag("use_containers"));
    }

    /** {@return whether {@code containers.logs} is allowed} */
    public boolean mayReadContainerLogs() {
        return in("containers", rules -> rules.flag("logs"));
    }

    /**
     * Asks for {@code containers.pull}, whose items may end in {@code *}.
     *
     * @param image the image's name
     * @return whether it is allowed
     */
    public boolean mayPullImage(String image) {
        return in("containers", rules -> rules.listsPattern("pull", image));
    }

    /**
     * Asks for {@code containers.run}, whose items may end in {@code *}.
     *
     * @param image the image's name
     * @return whether it is allowed
     */
    public boolean mayRunImage(String image) {
        return in("containers", rules -> rules.listsPattern("run", image));
    }

    /**
     * Asks for {@code tunnels.ports}.
     *
     * @param port a TCP port
     * @return whether it is allowed
     */
    public boolean mayTunnelTo(int port) {
        return in("tunnels", rules -> rules.listsNumber("ports", port));
    }

    /**
     * Compares by content, defaults and spelling aside.
     *
     * @param other anything
     * @return whether it is a scope that allows the same
     */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ApiScope that && members.equals(that.members);
    }

    /** {@return the hash code of the content} */
    @Override
    public int hashCode() {
        return members.hashCode();
    }

    /** {@return the content as text for logs} */
    @Override
    public String toString() {
        return "ApiScope" + members;
    }

    private boolean in(String section, Predicate<ScopeRules> question) {
        ScopeRules rules = ScopeRules.of(members.get(section));
        return rules != null && question.test(rules);
    }

    private boolean inDatabase(Predicate<ScopeRules> question) {
        return in("database", question) || in("dataset", question) || in("datasets", question);
    }

    private static ApiScope allowing(Iterable<String> sections) {
        Builder builder = new Builder();
        sections.forEach(builder::allow);
        return builder.build();
    }

    /** Builds an {@link ApiScope}, section by section. Not thread-safe. */
    public static final class Builder {

        private final Map<String, Object> members = new LinkedHashMap<>();

        private Builder() {}

        /**
         * Allows everything in a section.
         *
         * @param section its name, such as {@code storage}
         * @return this
         */
        public Builder allow(String section) {
            return allow(section, Map.of());
        }

        /**
         * Allows a section as far as its fields say, in place of what was said about it before.
         *
         * @param section its name, such as {@code storage}
         * @param fields plain JSON values, such as {@code paths}
         * @return this
         */
        public Builder allow(String section, Map<String, ?> fields) {
            members.put(Objects.requireNonNull(section, "section"), Objects.requireNonNull(fields, "fields"));
            return this;
        }

        /**
         * Forbids a section.
         *
         * @param section its name
         * @return this
         */
        public Builder deny(String section) {
            members.remove(section);
            return this;
        }

        /** {@return the scope} */
        public ApiScope build() {
            return new ApiScope(members);
        }
    }
}
