package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.WireException;

/** Registers, unregisters and lists agents (sections 5.1 and 5.2). Stateless. */
final class AgentsRoute {
    private static final int MAX_REGISTRATION_BYTES = 1 << 20;

    private AgentsRoute() {}

    static void register(Request request) {
        checkSize(request);
        Agent agent = Agent.classic(request.from(), request.json());
        request.room().register(agent);
        request.reply().json(JsonFields.builder().put("id", agent.id).build());
    }

    static void unregister(Request request) throws WireException {
        request.room().unregisterAgent(request.from(), request.json().requireString("id"));
        request.reply().empty();
    }

    static void list(Request request) {
        request.reply()
                .json(JsonFields.builder()
                        .put("agents", request.room().listAgents())
                        .build());
    }

    /** Others are sent what is registered, each time they list it. */
    static void checkSize(Request request) {
        if (request.message().size() > MAX_REGISTRATION_BYTES) {
            throw new TaskException(
                    ErrorCode.TOO_LARGE, "a registration may have at most " + MAX_REGISTRATION_BYTES + " bytes");
        }
    }
}
