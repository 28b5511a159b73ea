package dev.taskrunner.browser;

import dev.taskrunner.room.Room;
import dev.taskrunner.room.RoomMessage;
import java.util.Map;

/** A chatbot without a model: speaks the messages of chatbots (classic protocol §11.2), answers bit by bit, and asks a runner. */
final class TalkingBot implements AutoCloseable {
    private final Room room;

    TalkingBot(Playground playground) {
        room = playground.join("shopkeeper");
        room.messaging().onMessage(this::hear);
        room.messaging().enable();
        room.setAttributes(Map.of("empty_state_title", "Ask me what things cost"));
    }

    private void hear(RoomMessage message) {
        if (message.type().equals("chat")) {
            String path = String.valueOf(message.message().get("path"));
            String to = message.from().id();
            say(to, "thinking", Map.of("path", path, "thinking", true));
            Object cents = room.toolkits()
                    .invoke("shop", "price_of", Map.of("count", 3))
                    .asMap()
                    .get("cents");
            String answer = "Three of <b>them</b> cost " + cents + " cents.";
            say(to, "chat.delta", Map.of("path", path, "text", answer.substring(0, 10)));
            say(to, "chat.delta", Map.of("path", path, "text", answer.substring(10)));
            say(to, "chat", Map.of("path", path, "text", answer, "type", "chat"));
            say(to, "thinking", Map.of("path", path, "thinking", false));
        }
    }

    private void say(String to, String type, Map<String, ?> message) {
        room.messaging().send(to, type, message);
    }

    @Override
    public void close() {
        room.close();
    }
}
