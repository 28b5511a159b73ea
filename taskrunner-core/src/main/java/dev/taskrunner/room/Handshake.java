package dev.taskrunner.room;

import dev.taskrunner.protocol.Connected;
import dev.taskrunner.protocol.RoomReady;

/** What the room said when it let a connection in (section 3.1). */
record Handshake(Connected connected, RoomReady ready) {

    boolean offers(String feature) {
        return ready.features().contains(feature);
    }
}
