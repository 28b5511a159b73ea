package dev.taskrunner.server;

import dev.taskrunner.room.ParticipantToken;
import dev.taskrunner.room.spi.RoomTransport;
import dev.taskrunner.server.web.WebHost;
import java.util.ArrayList;
import java.util.List;

/** What the page and the HTTP API see of this server. Thread-safe, as all that it hands out. */
final class WebSide implements WebHost {
    private final ServerCore core;
    private final MemoryTransports memory;

    WebSide(ServerCore core) {
        this.core = core;
        memory = new MemoryTransports(core);
    }

    @Override
    public ParticipantToken verify(String jwt) {
        return core.admissions.trusted(jwt);
    }

    @Override
    public String sign(ParticipantToken token) {
        return core.admissions.sign(token);
    }

    @Override
    public List<RoomCount> rooms() {
        List<RoomCount> counts = new ArrayList<>();
        for (RoomModel room : core.rooms.all()) {
            int participants = room.participants().size();
            counts.add(new RoomCount(room.name, participants, room.listAgents().size(), room.running()));
        }
        return counts;
    }

    @Override
    public RoomTransport.Factory memory() {
        return memory;
    }

    @Override
    public boolean localAccess() {
        return core.options.localAccess;
    }

    @Override
    public int maxMessageBytes() {
        return core.options.maxMessageBytes;
    }
}
