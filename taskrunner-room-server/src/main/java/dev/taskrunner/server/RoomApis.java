package dev.taskrunner.server;

import static dev.taskrunner.protocol.MessageType.*;

/**
 * What both generations have under the same names: messages of their own in the classic one, tools of the room's toolkits in the
 * current one. The one list of these routes. Stateless.
 */
final class RoomApis {
    private RoomApis() {}

    /** A table of routes. */
    @FunctionalInterface
    interface Table {
        void on(String name, Grant grant, Route route);
    }

    /** Adds them all. Grants of single paths and queues depend on what the messages say. */
    static void addTo(Table table, StorageRoute files, Outgoing outgoing) {
        developer(table);
        secrets(table, outgoing);
        queues(table);
        storage(table, files);
    }

    private static void developer(Table table) {
        table.on(DEVELOPER_LOG, Grant.LOGS, DeveloperRoute::log);
        table.on(DEVELOPER_INFO, Grant.LOGS, DeveloperRoute.level("info"));
        table.on(DEVELOPER_WARNING, Grant.LOGS, DeveloperRoute.level("warning"));
        table.on(DEVELOPER_ERROR, Grant.LOGS, DeveloperRoute.level("error"));
    }

    /** Who was asked for something may give it, whatever its grants. */
    private static void secrets(Table table, Outgoing outgoing) {
        table.on(SECRETS_LIST, Grant.SECRETS, SecretsRoute::list);
        table.on(SECRETS_SET, Grant.SECRETS, SecretsRoute::set);
        table.on(SECRETS_GET, Grant.SECRETS, SecretsRoute::get);
        table.on(SECRETS_DELETE, Grant.SECRETS, SecretsRoute::delete);
        table.on(SECRETS_DELETE_REQUESTED, Grant.SECRETS, SecretsRoute::deleteRequested);
        table.on(SECRETS_REQUEST, Grant.SECRETS, SecretsRoute::request);
        table.on(SECRETS_PROVIDE, Grant.NONE, SecretsRoute::provide);
        OauthRoute oauth = new OauthRoute(outgoing);
        table.on(OAUTH_OFFLINE, Grant.SECRETS, oauth::offline);
        table.on(OAUTH_REQUEST, Grant.SECRETS, oauth::request);
        table.on(OAUTH_PROVIDE, Grant.NONE, oauth::provide);
    }

    private static void queues(Table table) {
        table.on(QUEUES_LIST, Grant.LIST_QUEUES, QueuesRoute::list);
        table.on(QUEUES_OPEN, Grant.NONE, QueuesRoute::open);
        table.on(QUEUES_SEND, Grant.NONE, QueuesRoute::send);
        table.on(QUEUES_RECEIVE, Grant.NONE, QueuesRoute::receive);
        table.on(QUEUES_DRAIN, Grant.NONE, QueuesRoute::drain);
        table.on(QUEUES_CLOSE, Grant.NONE, QueuesRoute::close);
        table.on(QUEUES_TAKE, Grant.NONE, QueuesRoute::take);
        table.on(QUEUES_ACKNOWLEDGE, Grant.NONE, QueuesRoute::acknowledge);
        table.on(QUEUES_RETURN, Grant.NONE, QueuesRoute::giveBack);
        table.on(QUEUES_EXTEND, Grant.NONE, QueuesRoute::extend);
    }

    private static void storage(Table table, StorageRoute files) {
        table.on(STORAGE_EXISTS, Grant.NONE, StorageRoute::exists);
        table.on(STORAGE_STAT, Grant.NONE, StorageRoute::stat);
        table.on(STORAGE_LIST, Grant.NONE, StorageRoute::list);
        table.on(STORAGE_DELETE, Grant.NONE, StorageRoute::delete);
        table.on(STORAGE_READ, Grant.NONE, files::read); // ours
        table.on(STORAGE_DOWNLOAD_URL, Grant.NONE, files::downloadUrl);
    }
}
