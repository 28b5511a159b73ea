package dev.taskrunner.langchain4j.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.service.Result;
import dev.taskrunner.TaskResult;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ResponseMetadataTest {
    @Test
    void usageReasonAndModelOfAResponse() {
        ChatResponse response = ChatResponse.builder()
                .aiMessage(AiMessage.from("x"))
                .tokenUsage(new TokenUsage(1, 2))
                .finishReason(FinishReason.STOP)
                .modelName("m")
                .build();
        assertThat(ResponseMetadata.add(TaskResult.of("x"), response).metadata())
                .isEqualTo(Map.of(
                        "token_usage",
                        Map.of("input", 1, "output", 2, "total", 3),
                        "finish_reason",
                        "stop",
                        "model",
                        "m"));
    }

    @Test
    void whatIsNotKnownIsLeftOut() {
        ChatResponse response =
                ChatResponse.builder().aiMessage(AiMessage.from("x")).build();
        assertThat(ResponseMetadata.add(TaskResult.of("x"), response).metadata())
                .isEmpty();
        Result<String> result = Result.<String>builder().content("x").build();
        assertThat(ResponseMetadata.add(TaskResult.of("x"), result).metadata()).isEmpty();
    }

    @Test
    void sourcesArePlainAndBounded() {
        UUID id = UUID.randomUUID();
        Content source = Content.from(TextSegment.from("y".repeat(20_000), Metadata.from(Map.of("page", 3, "id", id))));
        Result<String> result = Result.<String>builder()
                .content("x")
                .sources(Collections.nCopies(60, source))
                .build();
        List<?> sources = (List<?>)
                ResponseMetadata.add(TaskResult.of("x"), result).metadata().get("sources");
        assertThat(sources).hasSize(50);
        Map<?, ?> first = (Map<?, ?>) sources.get(0);
        assertThat((String) first.get("text")).hasSize(10_000);
        assertThat(first.get("metadata")).isEqualTo(Map.of("page", 3, "id", id.toString()));
    }
}
