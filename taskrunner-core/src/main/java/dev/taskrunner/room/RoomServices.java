package dev.taskrunner.room;

/** What one participant's link offers, wired once. */
final class RoomServices {
    private final RoomLink link;
    private final Jobs jobs;
    private final AgentsClient agents;
    private final MessagingClient messaging;
    private final SecretsClient secrets;
    private final CallContexts contexts;
    private final ToolkitsClient toolkits;
    private final StorageClient storage;
    private final QueuesClient queues;

    RoomServices(RoomLink link) {
        this.link = link;
        this.jobs = new Jobs(link);
        this.agents = new AgentsClient(link);
        this.messaging = new MessagingClient(link);
        this.secrets = new SecretsClient(link);
        this.contexts = new CallContexts(link, messaging, agents, secrets);
        this.toolkits = new ToolkitsClient(link, jobs, contexts, agents);
        this.storage = new StorageClient(link);
        this.queues = new QueuesClient(link);
    }

    RoomLink link() {
        return link;
    }

    Jobs jobs() {
        return jobs;
    }

    AgentsClient agents() {
        return agents;
    }

    MessagingClient messaging() {
        return messaging;
    }

    SecretsClient secrets() {
        return secrets;
    }

    CallContexts contexts() {
        return contexts;
    }

    ToolkitsClient toolkits() {
        return toolkits;
    }

    StorageClient storage() {
        return storage;
    }

    QueuesClient queues() {
        return queues;
    }
}
