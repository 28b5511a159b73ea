package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.room.ApiScope;
import dev.taskrunner.wire.JsonFields;
import java.util.List;
import java.util.function.Predicate;

/**
 * What a token must allow for a message to be obeyed.
 *
 * @param name the grant as the user reads it in the refusal
 * @param test whether a scope has it
 */
record Grant(String name, Predicate<ApiScope> test) {
    static final Grant NONE = new Grant("", scope -> true);
    static final Grant REGISTER_AGENT = new Grant("agents.register_agent", ApiScope::mayRegisterAgent);
    static final Grant USE_AGENTS = new Grant("agents.use_agents", ApiScope::mayUseAgents);
    static final Grant USE_TOOLS = new Grant("agents.use_tools", ApiScope::mayUseTools);
    static final Grant CALL = new Grant("agents.call", ApiScope::mayCall);
    static final Grant LIST_PARTICIPANTS = new Grant("messaging.list", ApiScope::mayListParticipants);
    static final Grant SEND = new Grant("messaging.send", ApiScope::maySend);
    static final Grant BROADCAST = new Grant("messaging.broadcast", ApiScope::mayBroadcast);
    static final Grant LIST_QUEUES = new Grant("queues.list", ApiScope::mayListQueues);
    static final Grant LOGS = new Grant("developer.logs", ApiScope::mayUseDeveloperLogs);

    static final Grant SECRETS = new Grant("secrets", ApiScope::mayUseSecrets);
    static final Grant CONFIGURE = new Grant("admin.config", ApiScope::mayConfigure);

    static Grant registerToolkit(boolean isPublic) {
        return new Grant(
                isPublic ? "agents.register_public_toolkit" : "agents.register_private_toolkit",
                scope -> scope.mayRegisterToolkit(isPublic));
    }

    static Grant useToolkit(String toolkit) {
        return new Grant("agents.allowed_toolkits for '" + toolkit + "'", scope -> scope.mayUseToolkit(toolkit));
    }

    static Grant read(String path) {
        return new Grant("storage.paths for '" + path + "'", scope -> scope.mayRead(path));
    }

    /** A grant for what is in a folder is one for the folder's list. */
    static Grant readFolder(String path) {
        return new Grant("storage.paths for '" + path + "'", scope -> scope.mayRead(path + "/") || scope.mayRead(path));
    }

    /** The same for deleting it. */
    static Grant writeFolder(String path) {
        return new Grant(
                "storage.paths for writing '" + path + "'",
                scope -> scope.mayWrite(path + "/") || scope.mayWrite(path));
    }

    static Grant readDocument(String path) {
        return new Grant("sync.paths for '" + path + "'", scope -> scope.mayReadDocument(path));
    }

    static Grant writeDocument(String path) {
        return new Grant("sync.paths for writing '" + path + "'", scope -> scope.mayWriteDocument(path));
    }

    static Grant requestOauthToken(String endpoint, String clientId) {
        return new Grant(
                "secrets.request_oauth_token for '" + endpoint + "'",
                scope -> scope.mayRequestOauthToken(endpoint, clientId));
    }

    static Grant write(String path) {
        return new Grant("storage.paths for writing '" + path + "'", scope -> scope.mayWrite(path));
    }

    static Grant sendTo(String queue) {
        return new Grant("queues.send for '" + queue + "'", scope -> scope.maySendTo(queue));
    }

    static Grant receiveFrom(String queue) {
        return new Grant("queues.receive for '" + queue + "'", scope -> scope.mayReceiveFrom(queue));
    }

    /** Insists that everybody for whom something is done may have it done. */
    void require(List<ApiScope> bounds) {
        for (ApiScope scope : bounds) {
            if (!test.test(scope)) {
                throw new TaskException(
                        ErrorCode.DENIED,
                        "denied: the participant on whose behalf this is done lacks the grant " + name);
            }
        }
    }

    /** Insists on the grant, for the sender and for everybody for whom it says that it sends this. */
    void require(Session session, JsonFields said) {
        require(session);
        require(session.room.bounds(session, said));
    }

    /** Insists on the grant. */
    void require(Session session) {
        if (!test.test(session.scope)) {
            throw denied(name);
        }
    }

    /** The refusal for want of a grant. */
    static TaskException denied(String name) {
        return new TaskException(ErrorCode.DENIED, "denied: the token lacks the grant " + name);
    }
}
