package dev.taskrunner.chat;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** What a model is sent of a thread: its own lines as its own, those of others with their names (classic protocol §11.2). */
final class Prompt {
    private final String bot;
    private final List<String> rules;
    private final int maxLines;

    Prompt(String bot, List<String> rules, int maxLines) {
        this.bot = bot;
        this.rules = rules;
        this.maxLines = maxLines;
    }

    /** The last line is the one in question; what is attached to it goes along. */
    List<ChatMessage> messages(List<String> people, List<ChatLine> lines, List<Content> attached) {
        List<ChatMessage> messages = messages(people, lines);
        int last = messages.size() - 1;
        if (!attached.isEmpty() && messages.get(last) instanceof UserMessage said) {
            List<Content> contents = new ArrayList<>(said.contents());
            contents.addAll(attached);
            messages.set(last, UserMessage.from(contents));
        }
        return messages;
    }

    private List<ChatMessage> messages(List<String> people, List<ChatLine> lines) {
        List<ChatMessage> messages = new ArrayList<>();
        messages.add(SystemMessage.from(String.join("\n", allRules(people))));
        for (ChatLine line : lines.subList(Math.max(0, lines.size() - maxLines), lines.size())) {
            messages.add(line.author().equals(bot) ? AiMessage.from(line.text()) : UserMessage.from(said(line)));
        }
        return messages;
    }

    private List<String> allRules(List<String> people) {
        List<String> all = new ArrayList<>(rules);
        all.add("You are '" + bot
                + "'. The messages of others begin with their name and the time; begin yours with neither.");
        if (people.size() > 1) {
            all.add("Several people are in this conversation: " + String.join(", ", people)
                    + ". It is your turn now: speak only for yourself, and say whom you mean where that is not clear.");
        }
        return all;
    }

    private static String said(ChatLine line) {
        return line.author() + " said at " + line.at().truncatedTo(ChronoUnit.SECONDS) + ": " + line.text();
    }
}
