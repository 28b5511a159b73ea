package dev.taskrunner.room;

import dev.taskrunner.protocol.Connected;
import dev.taskrunner.protocol.RoomReady;

/**
 * What the room said when it let a connection in (section 3.1).
 *
 * @param ours whether the server is one of ours, which speaks every generation
 */
record Handshake(Connected connected, RoomReady ready, boolean ours) {

    boolean offers(String feature) {
        return ready.features().contains(feature);
    }
}
