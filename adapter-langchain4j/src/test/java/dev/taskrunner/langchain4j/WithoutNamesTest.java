package dev.taskrunner.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.service.AiServices;
import dev.taskrunner.testing.model.ScriptedChatModel;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Agents from builds without {@code -parameters}: their class files do not say what parameters are called. */
class WithoutNamesTest {
    private static final String SOURCE = """
            import dev.langchain4j.service.*;
            public interface %s {
                %s
            }
            """;

    private final ScriptedChatModel model = new ScriptedChatModel();

    @TempDir
    private Path folder;

    private URLClassLoader loader;

    @BeforeEach
    void open() throws IOException {
        loader = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader());
    }

    @AfterEach
    void close() throws IOException {
        loader.close();
    }

    private Class<?> compile(String name, String source) throws Exception {
        Path file = Files.writeString(folder.resolve(name + ".java"), source);
        String path = System.getProperty("java.class.path");
        int failed = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-proc:none", "-cp", path, "-d", folder.toString(), file.toString());
        assertThat(failed).as("compiles").isZero();
        return loader.loadClass(name);
    }

    private Object service(String name, String method) throws Exception {
        return AiServices.builder(compile(name, SOURCE.formatted(name, method)))
                .chatModel(model)
                .chatMemoryProvider(id -> MessageWindowChatMemory.withMaxMessages(5))
                .build();
    }

    @Test
    void aSingleParameterIsTheMessage() throws Exception {
        model.text("hi");
        LangChain4jTaskRunner runner = LangChain4jTaskRunner.of("chat", service("Chat", "String chat(String text);"));
        assertThat(Asking.names(runner)).isEqualTo(Set.of("message"));
        assertThat(Asking.ask(runner, Map.of("message", "hello")).asText()).isEqualTo("hi");
        assertThat(model.requests().get(0).messages().toString()).contains("hello");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "@UserMessage(\"{{a}} {{b}}\") String x(@V(\"a\") String p, @V(\"b\") int q); | a,b",
                "@UserMessage(\"{{a}}\") String x(@MemoryId String id, @V(\"a\") String p); | a",
                "String x(@MemoryId String id, @UserMessage String text); | message",
                "String x(@UserMessage String text, @UserName String who); | message,userName",
                "@SystemMessage(\"in {{l}}\") String x(@UserMessage String text, @V(\"l\") String l); | message,l"
            })
    void annotationsNameThem(String method, String names) throws Exception {
        LangChain4jTaskRunner runner = LangChain4jTaskRunner.of("named", service("Named", method));
        assertThat(Asking.names(runner)).isEqualTo(Set.of(names.split(",")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "String x(@UserMessage String text, String language);",
                "@UserMessage(\"{{a}} {{b}}\") String x(String a, String b);"
            })
    void whoHasNoNameIsToldWhatToAdd(String method) throws Exception {
        Object agent = service("Nameless", method);
        assertThatThrownBy(() -> LangChain4jTaskRunner.of("x", agent))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'x' of Nameless")
                .hasMessageContaining("@V(");
        assertThat(model.requests()).isEmpty();
    }

    @Test
    void anObjectOfItsOwnIsToldOfTheFlagToo() throws Exception {
        Class<?> type =
                compile("Plain", "public class Plain { public String join(String a, String b) { return a + b; } }");
        Object plain = type.getConstructor().newInstance();
        assertThatThrownBy(() -> LangChain4jTaskRunner.of("x", plain))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-parameters");
    }

    @Test
    void anObjectWithOneParameterTakesAMessage() throws Exception {
        Class<?> type =
                compile("Upper", "public class Upper { public String up(String a) { return a.toUpperCase(); } }");
        LangChain4jTaskRunner runner =
                LangChain4jTaskRunner.of("up", type.getConstructor().newInstance());
        assertThat(Asking.ask(runner, Map.of("message", "{{x}}")).asText()).isEqualTo("{{X}}");
    }

    @Test
    void recordsKeepTheNamesOfTheirParts() throws Exception {
        Class<?> type = compile("Adder", """
                public class Adder {
                    public record Pair(int left, int right) {}
                    public int add(Pair pair) { return pair.left() + pair.right(); }
                }
                """);
        LangChain4jTaskRunner runner =
                LangChain4jTaskRunner.of("add", type.getConstructor().newInstance());
        Map<String, Object> pair = Map.of("message", Map.of("left", 2, "right", 3));
        assertThat(Asking.ask(runner, pair).as(Integer.class)).isEqualTo(5);
    }
}
