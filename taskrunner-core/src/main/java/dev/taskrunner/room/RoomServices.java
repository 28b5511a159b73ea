package dev.taskrunner.room;

/** What one participant's link offers, wired once. */
final class RoomServices {
    private final RoomLink link;
    private final Jobs jobs;
    private final AgentsClient agents;
    private final MessagingClient messaging;
    private final CallContexts contexts;
    private final ToolkitsClient toolkits;

    RoomServices(RoomLink link) {
        this.link = link;
        this.jobs = new Jobs(link);
        this.agents = new AgentsClient(link, null);
        this.messaging = new MessagingClient(link);
        this.contexts = new CallContexts(link, messaging, agents);
        this.toolkits = new ToolkitsClient(link, jobs, contexts);
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

    CallContexts contexts() {
        return contexts;
    }

    ToolkitsClient toolkits() {
        return toolkits;
    }
}
