package dev.taskrunner.server;

import dev.taskrunner.room.spi.InMemoryTransport;
import dev.taskrunner.room.spi.RoomTransport;
import dev.taskrunner.room.spi.TransportRefusedException;
import dev.taskrunner.room.spi.TransportTarget;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Connections without sockets: the same packets, the same refusals. Each end is drained by one thread at a time of a pool whose
 * threads end when idle. Thread-safe.
 */
final class MemoryTransports implements RoomTransport.Factory {
    private static final int IDLE_SECONDS = 5;
    private static final AtomicInteger THREADS = new AtomicInteger();

    private final ServerCore core;
    private final Executor pool = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), MemoryTransports::thread);

    MemoryTransports(ServerCore core) {
        this.core = core;
    }

    @Override
    public RoomTransport create(TransportTarget target) {
        List<InMemoryTransport> ends = InMemoryTransport.pair(pool);
        return new Client(target, ends.get(0), ends.get(1));
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "taskrunner-memory-" + THREADS.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    /** The client's end; connects when it is started. */
    private final class Client implements RoomTransport {
        private final TransportTarget target;
        private final InMemoryTransport near;
        private final InMemoryTransport far;

        Client(TransportTarget target, InMemoryTransport near, InMemoryTransport far) {
            this.target = target;
            this.near = near;
            this.far = far;
        }

        @Override
        public void start(Listener listener) throws IOException {
            Admissions.Admission admission;
            try {
                admission = admit();
            } catch (Refusal refusal) {
                throw new TransportRefusedException(refusal.status, refusal.text());
            }
            MemoryLink link = new MemoryLink(far, core.options.maxQueuedBytes);
            Connection connection = new Connection(admission, link, core.generations, core.options);
            link.listen(connection);
            core.begin(connection, link, roomUrl(admission));
            near.start(listener);
        }

        private Admissions.Admission admit() throws Refusal {
            core.checkOpen();
            QueryStringDecoder uri = new QueryStringDecoder(target.uri().toString());
            String room = Admissions.roomOf(target.uri().getRawPath());
            String authorization = header("authorization");
            HttpHeaders headers = new DefaultHttpHeaders();
            if (authorization != null) {
                headers.set(HttpHeaderNames.AUTHORIZATION, authorization);
            }
            String offered = header("sec-websocket-protocol");
            if (offered != null) {
                headers.set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, offered);
            }
            String protocol = offered == null ? null : Admissions.tokenProtocol(List.of(offered));
            return core.admissions.admit(
                    room, Admissions.tokenOf(uri, authorization, protocol), ClientTraits.of(uri, headers));
        }

        private @Nullable String header(String name) {
            for (Map.Entry<String, String> header : target.headers().entrySet()) {
                if (header.getKey().equalsIgnoreCase(name)) {
                    return header.getValue();
                }
            }
            return null;
        }

        private String roomUrl(Admissions.Admission admission) {
            return core.uri(admission.seat().room.name).toString();
        }

        @Override
        public void send(List<ByteBuffer> packets) throws IOException {
            near.send(packets);
        }

        @Override
        public long queuedBytes() {
            return near.queuedBytes();
        }

        @Override
        public void ping() {
            near.ping();
        }

        @Override
        public void close(int code, String reason) {
            near.close(code, reason);
        }
    }
}
