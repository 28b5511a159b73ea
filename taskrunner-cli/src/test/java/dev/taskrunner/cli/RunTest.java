package dev.taskrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

class RunTest extends InRoom {
    private static final String SERVICES = "META-INF/services/dev.taskrunner.TaskRunner";
    private static final String SOURCE = """
            package sample;
            import dev.taskrunner.*;
            public class Hello extends TaskRunner {
                public Hello() { super(TaskSpec.builder("hello").description("Says hello").build()); }
                @Override public TaskResult ask(TaskContext context, TaskInput input) { return TaskResult.of("hello from a jar"); }
            }
            """;
    private static final String BROKEN = """
            package sample;
            import dev.taskrunner.*;
            public class Broken extends TaskRunner {
                public Broken() { super(TaskSpec.builder("broken").build()); throw new IllegalStateException("no licence"); }
                @Override public TaskResult ask(TaskContext context, TaskInput input) { return TaskResult.empty(); }
            }
            """;

    private static final String PLAIN = """
            package sample;
            public class Plain {
                @dev.taskrunner.function.Task
                public int twice(@com.fasterxml.jackson.annotation.JsonPropertyDescription("what to double") int number) {
                    return 2 * number;
                }
            }
            """;

    @Test
    void servesTheRunnersOfAJar() throws Exception {
        Cli.Running running = cli.start("run", jar("Hello", SOURCE, true).toString());
        String line = running.out().awaitLine(any -> true);
        assertThat(line).startsWith("{\"name\":\"hello\",\"title\":\"hello\",\"description\":\"Says hello\",");
        assertThat(cli.run("agents", "ask", "--agent", "hello").out()).isEqualTo("\"hello from a jar\"\n");
        assertThat(running.interrupt()).isEqualTo(ExitCodes.INTERRUPTED);
        assertThat(cli.run("agents", "list").out()).isEqualTo("[]\n");
    }

    @Test
    void saysThatARunnerCannotBeMade() throws IOException {
        Cli.Done done = cli.run("run", jar("Broken", BROKEN, true).toString());
        assertThat(done.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(done.err()).startsWith("error: ").contains("no licence");
        assertThat(done.err().lines()).hasSize(1);
    }

    @Test
    void saysThatAJarListsNoRunner() throws IOException {
        refused("lists no runner", cli.run("run", jar("Hello", SOURCE, false).toString()));
    }

    @Test
    void refusesWhatIsNoJar() throws IOException {
        refused(
                "there is no such file",
                cli.run("run", folder.resolve("absent.jar").toString()));
        Path text = Files.writeString(folder.resolve("text.jar"), "text");
        refused("is no jar", cli.run("run", text.toString()));
    }

    @Test
    void servesTheTasksOfAClass() throws Exception {
        String jar = jar("Plain", PLAIN, false).toString();
        Cli.Running running = cli.start("run", jar, "--class", "sample.Plain");
        assertThat(running.out().awaitLine(any -> true)).startsWith("{\"name\":\"twice\"");
        assertThat(cli.run("agents", "ask", "--agent", "twice", "--input", "{\"number\":4}")
                        .out())
                .isEqualTo("8\n");
        Cli.Done wrong = cli.run("agents", "ask", "--agent", "twice", "--input", "{\"number\":\"x\"}");
        assertThat(wrong.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(wrong.out()).isEmpty();
        assertThat(wrong.err())
                .startsWith("error: invalid_arguments: ")
                .contains("/number: expected integer, got string \"x\"");
        assertThat(cli.run("agents", "describe", "twice").out()).contains("number", "integer", "what to double");
        assertThat(cli.run("agents", "describe", "twice", "--json").out())
                .contains("\"required\":[\"number\"],\"additionalProperties\":false");
        assertThat(running.interrupt()).isEqualTo(ExitCodes.INTERRUPTED);
    }

    @Test
    void servesWhatIsListedBesideTheTasksOfAClass() throws Exception {
        String jar = jar("Plain", PLAIN, false).toString();
        Path both = jar("Hello", SOURCE, true);
        try (JarFile plain = new JarFile(jar);
                FileSystem archive = FileSystems.newFileSystem(both)) {
            Files.copy(
                    plain.getInputStream(plain.getEntry("sample/Plain.class")), archive.getPath("sample/Plain.class"));
        }
        Cli.Running running = cli.start("run", both.toString(), "--class", "sample.Plain");
        running.out().awaitLine(line -> line.contains("\"twice\""));
        running.out().awaitLine(line -> line.contains("\"hello\""));
        assertThat(running.interrupt()).isEqualTo(ExitCodes.INTERRUPTED);
    }

    @Test
    void saysWhyAClassCannotServe() throws IOException {
        String jar = jar("Hello", SOURCE, true).toString();
        refused("has no class a.B", cli.run("run", jar, "--class", "a.B"));
        refused("@Task", cli.run("run", jar, "--class", "sample.Hello"));
    }

    private static void refused(String about, Cli.Done done) {
        assertThat(done.err()).startsWith("error: ").contains(about);
        assertThat(done.code()).isEqualTo(ExitCodes.USAGE);
    }

    private Path jar(String name, String source, boolean listed) throws IOException {
        Path file = Files.writeString(folder.resolve(name + ".java"), source);
        int compiled = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-parameters",
                        "-cp",
                        Children.classPath(),
                        "-d",
                        folder.toString(),
                        file.toString());
        assertThat(compiled).isZero();
        Path jar = folder.resolve(name + ".jar");
        try (OutputStream bytes = Files.newOutputStream(jar);
                JarOutputStream archive = new JarOutputStream(bytes)) {
            String path = "sample/" + name + ".class";
            add(archive, path, Files.readAllBytes(folder.resolve(path)));
            if (listed) {
                add(archive, SERVICES, ("sample." + name).getBytes(StandardCharsets.UTF_8));
            }
        }
        return jar;
    }

    private static void add(JarOutputStream archive, String name, byte[] content) throws IOException {
        archive.putNextEntry(new JarEntry(name));
        archive.write(content);
        archive.closeEntry();
    }
}
