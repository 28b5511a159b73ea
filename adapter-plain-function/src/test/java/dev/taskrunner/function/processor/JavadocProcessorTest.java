package dev.taskrunner.function.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskrunner.function.FunctionTaskRunner;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Javadoc of compiled sources in schemas. */
class JavadocProcessorTest {
    private static final String SOURCE = """
            package gen;
            import dev.taskrunner.function.Task;
            public class Shop {
                /**
                 * An <b>order</b> of {@code things}.
                 *
                 * @param thing what is wanted
                 * @param count how many
                 */
                public record Order(String thing, int count) {}

                /** A customer. */
                public static class Customer {
                    /** What people call them. */
                    public String name = "x";
                }

                /**
                 * Buys something.
                 *
                 * @param order what to buy
                 * @param customer who buys
                 * @return the price
                 */
                @Task
                public int buy(Order order, Customer customer) { return 1; }
            }
            """;

    @Test
    void javadocDescribesTasksParametersAndMembers(@TempDir Path folder) throws Exception {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        JavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///gen/Shop.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreErrors) {
                        return SOURCE;
                    }
                };
        List<String> options =
                List.of("-parameters", "-d", folder.toString(), "-cp", System.getProperty("java.class.path"));
        JavaCompiler.CompilationTask task = compiler.getTask(null, null, null, options, null, List.of(file));
        task.setProcessors(List.of(new JavadocProcessor()));
        assertThat(task.call()).isTrue();
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
            Object shop = loader.loadClass("gen.Shop").getConstructor().newInstance();
            FunctionTaskRunner buy = FunctionTaskRunner.of(shop, "buy");
            JsonNode schema = buy.spec().inputSchema().as(JsonNode.class);
            assertThat(buy.spec().description()).isEqualTo("Buys something.");
            assertThat(schema.at("/properties/order/description").asText()).isEqualTo("what to buy");
            assertThat(schema.at("/properties/order/properties/thing/description")
                            .asText())
                    .isEqualTo("what is wanted");
            assertThat(schema.at("/properties/order/properties/count/description")
                            .asText())
                    .isEqualTo("how many");
            assertThat(schema.at("/properties/customer/properties/name/description")
                            .asText())
                    .isEqualTo("What people call them.");
        }
    }

    @Test
    void commentsBecomePlainWords() {
        assertThat(DocText.summary(" A {@link String text} of\n {@code x}.\n @param a b"))
                .isEqualTo("A text of x.");
        assertThat(DocText.parameters(" x\n @param a one\n  two\n @return c"))
                .containsEntry("a", "one two")
                .hasSize(1);
    }
}
