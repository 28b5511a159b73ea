package dev.taskrunner.testing;

import dev.taskrunner.room.RoomOptions;
import dev.taskrunner.room.spi.RoomTransport;

class JavaWebSocketTransportContractTest extends WebSocketTransportContractTests {

    @Override
    protected RoomTransport.Factory factory() {
        return RoomOptions.defaultTransport();
    }
}
