package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.protocol.PushedMessage;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.WireException;

/** Messages between participants, the roster, and attributes (sections 6.1 to 6.3). Stateless. */
final class MessagingRoute {
    private MessagingRoute() {}

    /** The roster goes out before the reply: clients list participants as soon as they have that. */
    static void enable(Request request) {
        request.room().messenger.enable(request.from());
        request.reply().empty();
    }

    /** Current clients wait for the roster once they have the reply (current protocol §6.1). */
    static void enableAfterReply(Request request) {
        request.reply().empty();
        request.room().messenger.enable(request.from());
    }

    static void disable(Request request) {
        request.room().messenger.disable(request.from());
        request.reply().empty();
    }

    static void send(Request request) throws WireException {
        String to = request.json().requireString("to_participant_id");
        if (request.room().messenger.send(message(request), to, request.body())) {
            request.reply().empty();
        } else {
            request.reply()
                    .error(
                            ErrorCode.UNKNOWN_PARTICIPANT,
                            request.reply().dialect().unknownParticipant(to));
        }
    }

    static void broadcast(Request request) throws WireException {
        request.room().messenger.broadcast(request.from(), message(request), request.body());
        request.reply().empty();
    }

    static void setAttributes(Request request) {
        request.room().messenger.changeAttributes(request.from(), request.json());
    }

    private static PushedMessage message(Request request) throws WireException {
        JsonFields json = request.json();
        JsonFields message = json.requireObject("message").fields();
        return new PushedMessage(request.from().id, json.requireString("type"), message);
    }
}
