package dev.taskrunner.cli;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.room.Room;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One line to a chatbot, and its answer. */
final class Talk {
    private static final long PATIENCE_SECONDS = 120;

    private Talk() {}

    static String once(Room room, String bot, String text) throws InterruptedException {
        String path = ".threads/" + bot + "/" + room.name() + ".thread";
        CompletableFuture<String> answer = new CompletableFuture<>();
        Runnable forget = room.messaging().onMessage(message -> {
            if (message.type().equals("chat") && message.from().name().equals(bot)) {
                answer.complete(String.valueOf(message.message().get("text")));
            }
        });
        try {
            room.messaging().send(Roster.enter(room).id(bot), "chat", Map.of("path", path, "text", text));
            return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new TaskException(ErrorCode.TIMED_OUT, bot + " did not answer within " + PATIENCE_SECONDS + " s", e);
        } finally {
            forget.run();
        }
    }
}
