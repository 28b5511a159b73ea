package dev.taskrunner.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks a model who is expected to speak next (classic protocol §11.2). As safe for several threads as the model. */
final class ModelTurns implements TurnTaking {
    private static final Logger LOG = LoggerFactory.getLogger(ModelTurns.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_LINES = 20;

    private final ChatModel model;

    ModelTurns(ChatModel model) {
        this.model = model;
    }

    @Override
    public boolean isExpected(Situation situation) {
        String rule = "Several people (" + String.join(", ", situation.people()) + ") and an assistant named "
                + situation.bot()
                + " talk. Decide who should speak next. Answer only with a JSON object with the members"
                + " reasoning (string), next_user (string, a name) and expecting_assistant_reply (boolean).";
        List<ChatLine> lines = situation.lines();
        String talk = lines.subList(Math.max(0, lines.size() - MOST_LINES), lines.size()).stream()
                .map(line -> line.author() + ": " + line.text())
                .collect(Collectors.joining("\n"));
        return expected(ask(rule, talk));
    }

    private String ask(String rule, String talk) {
        try {
            String answer = model.chat(SystemMessage.from(rule), UserMessage.from(talk))
                    .aiMessage()
                    .text();
            return answer == null ? "" : answer;
        } catch (RuntimeException e) {
            LOG.warn("the model that decides about turns failed; the chatbot answers", e);
            return "";
        }
    }

    private static boolean expected(String answer) {
        int from = answer.indexOf('{');
        int to = answer.lastIndexOf('}');
        if (from < 0 || to < from) {
            return true;
        }
        try {
            JsonNode tree = JSON.readTree(answer.substring(from, to + 1));
            return tree.path("expecting_assistant_reply").asBoolean(true);
        } catch (JsonProcessingException e) {
            LOG.debug("the model that decides about turns answered no JSON; the chatbot answers");
            return true;
        }
    }
}
