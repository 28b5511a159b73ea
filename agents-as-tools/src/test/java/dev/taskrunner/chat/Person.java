package dev.taskrunner.chat;

import dev.taskrunner.room.Room;
import dev.taskrunner.room.RoomMessage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Somebody who talks with a chatbot: sends messages, and awaits what comes back. */
final class Person {
    private static final long PATIENCE_SECONDS = 30;

    final Room room;
    private final String bot;
    private final LinkedBlockingQueue<RoomMessage> inbox = new LinkedBlockingQueue<>();
    private final List<String> heard = new CopyOnWriteArrayList<>();

    Person(Room room, String bot) {
        this.room = room;
        this.bot = bot;
        room.messaging().onMessage(message -> {
            heard.add(message.type());
            inbox.add(message);
        });
        room.messaging().enable();
    }

    void send(String type, Object... pairs) {
        Map<String, Object> message = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            message.put((String) pairs[i], pairs[i + 1]);
        }
        room.messaging().send(botId(), type, message);
    }

    void say(String path, String text, Object... more) {
        Object[] pairs = new Object[more.length + 4];
        System.arraycopy(new Object[] {"path", path, "text", text}, 0, pairs, 0, 4);
        System.arraycopy(more, 0, pairs, 4, more.length);
        send("chat", pairs);
    }

    private String botId() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (System.nanoTime() < end) {
            var found = room.messaging().participants().stream()
                    .filter(one -> one.name().equals(bot))
                    .findFirst();
            if (found.isPresent()) {
                return found.get().id();
            }
        }
        throw new AssertionError(bot + " is not there");
    }

    /** The next message of a type; others before it are dropped. */
    Map<String, Object> await(String type) {
        while (true) {
            RoomMessage message;
            try {
                message = inbox.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            if (message == null) {
                throw new AssertionError("no message '" + type + "'; heard " + heard);
            }
            if (message.type().equals(type)) {
                return message.message();
            }
        }
    }

    /** The next answer. */
    String hear() {
        return String.valueOf(await("chat").get("text"));
    }

    /** Says something and hears the answer. */
    String ask(String path, String text, Object... more) {
        say(path, text, more);
        return hear();
    }

    /** The types of all messages so far. */
    List<String> heard() {
        return heard;
    }
}
