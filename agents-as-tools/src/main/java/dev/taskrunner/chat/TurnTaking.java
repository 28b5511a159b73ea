package dev.taskrunner.chat;

import dev.langchain4j.model.chat.ChatModel;
import java.util.List;

/**
 * Whether a {@link ChatBot} answers a line, in a thread with several people; with one there, it always does. Must be safe for
 * several threads.
 */
@FunctionalInterface
public interface TurnTaking {

    /**
     * What there is to decide by.
     *
     * @param bot the chatbot's name
     * @param people the names of the people in the thread
     * @param lines what was said, the line in question last
     */
    record Situation(String bot, List<String> people, List<ChatLine> lines) {
        /**
         * Copies the lists.
         *
         * @param bot the chatbot's name
         * @param people the names of the people in the thread
         * @param lines what was said
         */
        public Situation {
            people = List.copyOf(people);
            lines = List.copyOf(lines);
        }
    }

    /**
     * Decides.
     *
     * @param situation who is there and what was said
     * @return whether the chatbot answers
     */
    boolean isExpected(Situation situation);

    /**
     * By names, without asking anybody: a line that names the chatbot is answered, one that begins with the name of somebody else in
     * the thread ("bob, ..." or "@bob ...") is not, any other is.
     *
     * @return the default
     */
    static TurnTaking byNames() {
        return new NamedTurns();
    }

    /**
     * By asking a model, a small one for preference, as classic chatbots do; an answer that cannot be read counts as yes.
     *
     * @param model the model
     * @return asks the model for each line
     */
    static TurnTaking byModel(ChatModel model) {
        return new ModelTurns(model);
    }
}
