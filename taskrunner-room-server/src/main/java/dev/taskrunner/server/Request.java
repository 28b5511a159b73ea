package dev.taskrunner.server;

import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;

/**
 * A message of a participant, taken apart.
 *
 * @param from who sent it
 * @param message the message as it came
 * @param body its body
 * @param reply answers it, once; mute for messages that are never answered
 */
record Request(Session from, Message message, Body body, Reply reply) {

    JsonFields json() {
        return body.json();
    }

    RoomModel room() {
        return from.room;
    }
}
