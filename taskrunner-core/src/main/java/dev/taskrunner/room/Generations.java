package dev.taskrunner.room;

import dev.taskrunner.protocol.CurrentType;
import dev.taskrunner.protocol.MessageType;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out what a room speaks. The greeting is the same in both generations, so a room that is not ours is asked for its toolkits in
 * both at once; the first list that comes decides.
 */
final class Generations {
    private static final Logger LOG = LoggerFactory.getLogger(Generations.class);
    private static final Duration LONGEST = Duration.ofSeconds(3);
    private static final long DENIED = 1001;

    private Generations() {}

    /** What to speak on a connection that was just greeted. */
    static RoomWire choose(RoomConnection connection, Handshake shaken, RoomOptions options) {
        Generation generation = options.generation();
        if (generation == Generation.DETECT) {
            // Ours speak every generation alike.
            generation = shaken.ours() ? Generation.CLASSIC : detect(connection, options);
        }
        return generation == Generation.CURRENT
                ? new CurrentWire(connection, shaken, options.maxMessageBytes())
                : RoomWire.CLASSIC;
    }

    private static Generation detect(RoomConnection connection, RoomOptions options) {
        CompletableFuture<Generation> found = new CompletableFuture<>();
        AtomicInteger silent = new AtomicInteger(2);
        ask(connection, CurrentType.LIST_TOOLKITS, Generation.CURRENT, found, silent);
        ask(connection, MessageType.LIST_TOOLKITS, Generation.CLASSIC, found, silent);
        Duration patience = options.connectTimeout().compareTo(LONGEST) < 0 ? options.connectTimeout() : LONGEST;
        Runnable forget = options.timer().schedule(patience, () -> found.complete(Generation.CLASSIC));
        try {
            return found.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Generation.CLASSIC; // the thread's next wait ends at once
        } catch (ExecutionException e) {
            LOG.debug("the room's generation was not found out", e);
            return Generation.CLASSIC;
        } finally {
            forget.run();
        }
    }

    private static void ask(
            RoomConnection connection,
            String type,
            Generation generation,
            CompletableFuture<Generation> found,
            AtomicInteger silent) {
        CompletableFuture<Body> reply = connection.request(type, Body.of(JsonFields.EMPTY), null);
        found.whenComplete((generationFound, error) -> reply.cancel(false));
        reply.whenComplete((body, error) -> {
            if (body != null && understood(body.json())) {
                found.complete(generation);
            } else if (silent.decrementAndGet() == 0) {
                found.complete(Generation.CLASSIC);
            }
        });
    }

    /** A list, or a refusal that has the number only the current generation has. */
    private static boolean understood(JsonFields answer) {
        Long number = answer.integer("code");
        return !"error".equals(answer.string("type")) || (number != null && number == DENIED);
    }
}
