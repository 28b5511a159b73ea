package dev.taskrunner.llm;

import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.taskrunner.llm.loop.ModelLoop;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A model of either kind.
 *
 * @param loop starts a loop around it
 * @param capabilities what it says it can do
 */
record ModelSource(Supplier<ModelLoop.Builder> loop, Supplier<Set<Capability>> capabilities) {

    static ModelSource of(ChatModel model) {
        return new ModelSource(ModelLoop.builders(model), model::supportedCapabilities);
    }

    static ModelSource of(StreamingChatModel model) {
        return new ModelSource(ModelLoop.builders(model), model::supportedCapabilities);
    }
}
