package dev.taskrunner.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Made-up classes in our packages, compiled on the spot: every rule must report the class that breaks it. */
class LayersCheckerTest {

    /** One innocent class in every package that a culprit may point at. */
    private static final Map<String, String> INNOCENT = Map.of(
            "dev.taskrunner.Root", "public class Root {}",
            "dev.taskrunner.schema.Schema", "public class Schema {}",
            "dev.taskrunner.wire.Wire", "public class Wire {}",
            "dev.taskrunner.protocol.Protocol", "public class Protocol {}",
            "dev.taskrunner.room.Room", "public class Room {}",
            "dev.taskrunner.room.ParticipantToken", "public class ParticipantToken { public static class Grant {} }",
            "dev.taskrunner.room.spi.Spi", "public class Spi {}",
            "dev.taskrunner.function.Function", "public class Function {}",
            "dev.taskrunner.server.Server", "public class Server {}");

    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

    /** One for all compilations: opening the class path is the slow part. */
    private static final StandardJavaFileManager FILES = COMPILER.getStandardFileManager(null, null, null);

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "wire, wire, Root",
        "wire, wire, schema.Schema",
        "schema, schema, Root",
        "schema, schema, wire.Wire",
        "contract, '', wire.Wire",
        "contract, '', room.Room",
        "contract, '', server.Server",
        "protocol, protocol, room.Room",
        "protocol, protocol, server.Server",
        "room, room, server.Server",
        "room-spi, room.spi, room.Room",
        "room, room.spi, server.Server",
        "server, server, room.Room",
        "function, function, room.Room",
        "langchain4j, langchain4j, room.Room",
        "langchain4j, langchain4j.bridge, protocol.Protocol",
        "llm, llm, room.Room",
        "llm, llm.loop, server.Server",
        "llm-loop, llm.loop, function.Function",
        "service, service, server.Server",
    })
    void reportsAnArrowThatPointsTheWrongWay(String rule, String from, String to) throws IOException {
        assertThat(broken(culprit(from, "Object o = new dev.taskrunner." + to + "();")))
                .contains(rule);
    }

    @ParameterizedTest
    @CsvSource({
        "'', schema.Schema",
        "protocol, wire.Wire",
        "protocol, Root",
        "room, protocol.Protocol",
        "room, room.spi.Spi",
        "room.spi, wire.Wire",
        "server, protocol.Protocol",
        "server, room.spi.Spi",
        "server, room.ParticipantToken",
        "server, room.ParticipantToken.Grant",
        "function, schema.Schema",
        "langchain4j, function.Function",
        "langchain4j.bridge, Root",
        "testing, server.Server",
        "cli, room.Room",
        "llm, schema.Schema",
        "llm, function.Function",
        "llm.loop, Root",
    })
    void allowsTheArrowsOfTheDesign(String from, String to) throws IOException {
        assertThat(broken(culprit(from, "Object o = new dev.taskrunner." + to + "();")))
                .isEmpty();
    }

    @Test
    void reportsCyclesOfPackagesTheRootIncluded() throws IOException {
        Map<String, String> both = new HashMap<>(culprit("", "Object o = new dev.taskrunner.tools.Culprit();"));
        both.putAll(culprit("tools", "Object o = new dev.taskrunner.Root();"));
        assertThat(broken(both)).contains("cycles");
    }

    @ParameterizedTest
    @CsvSource({
        "wire-pure, java.util.concurrent.locks.ReentrantLock lock;",
        "wire-pure, Object o = java.net.URI.create(\"\");",
        "wire-pure, java.io.File file;",
        "wire-pure, java.io.FileInputStream file;",
        "wire-pure, java.nio.file.Path path;",
        "wire-pure, Object o = Thread.currentThread();",
        "wire-locks, synchronized void run() {}",
    })
    void reportsThreadsLocksAndFilesInTheWire(String rule, String body) throws IOException {
        assertThat(broken(culprit("wire", body))).containsExactly(rule);
        assertThat(broken(culprit("room", body))).as("elsewhere").isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            public org.slf4j.Logger result() { return null; }
            protected org.slf4j.Logger result() { return null; }
            public void parameter(org.slf4j.Logger log) {}
            public void array(org.slf4j.Logger[] log) {}
            public void argument(java.util.List<java.util.Map<String, org.slf4j.Logger>> log) {}
            public void thrown() throws org.opentest4j.MultipleFailuresError {}
            public org.slf4j.Logger field;
            public Culprit(org.slf4j.Logger log) {}
            public static class Inner extends org.slf4j.helpers.NOPLogger {}
            public interface Inner extends org.slf4j.Logger {}
            public interface Inner { org.slf4j.Logger result(); }
            public <T extends org.slf4j.Logger> T result() { return null; }
            """)
    void reportsForeignTypesInSignatures(String body) throws IOException {
        assertThat(broken(culprit("room", body))).containsExactly("foreign-types");
        assertThat(broken(culprit("server", body))).as("outside of core").isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "private org.slf4j.Logger hidden;",
                "org.slf4j.Logger hidden() { return null; }",
                "static class Hidden { public org.slf4j.Logger field; }",
                "public void body() { org.slf4j.Logger rule = null; }",
                "public java.util.List<int[]> ours(Culprit[] culprits) { return null; }",
            })
    void allowsForeignTypesInside(String body) throws IOException {
        assertThat(broken(culprit("room", body))).isEmpty();
    }

    @Test
    void reportsPackagesThatAreNotNullMarked() throws IOException {
        String marked = "@org.jspecify.annotations.NullMarked\n";
        JavaClasses classes = compile(Map.of(
                "dev.taskrunner.a.A", "class A {}",
                "dev.taskrunner.a.package-info", marked,
                "dev.taskrunner.b.B", "class B {}",
                "dev.taskrunner.b.package-info", "@Deprecated\n",
                "dev.taskrunner.c.C", "class C {}"));
        assertThat(Packages.withoutNullMarked(classes)).containsExactly("dev.taskrunner.b", "dev.taskrunner.c");
    }

    @Test
    void breaksNothingWhereThereIsNothing() throws IOException {
        assertThat(broken(Map.of())).isEmpty();
        JavaClasses one = compile(Map.of("dev.taskrunner.other.A", "class A {}"));
        JavaClasses none = one.that(DescribedPredicate.alwaysFalse());
        assertThat(Layers.rules().values())
                .noneMatch(rule -> rule.evaluate(none).hasViolation());
    }

    private static Map<String, String> culprit(String where, String body) {
        String place = where.isEmpty() ? "dev.taskrunner" : "dev.taskrunner." + where;
        return Map.of(place + ".Culprit", "public class Culprit { " + body + " }");
    }

    /** The names of the rules that these classes break among the innocent ones. */
    private List<String> broken(Map<String, String> culprits) throws IOException {
        Map<String, String> sources = new HashMap<>(INNOCENT);
        sources.putAll(culprits);
        JavaClasses classes = compile(sources);
        return Layers.rules().entrySet().stream()
                .filter(rule -> rule.getValue().evaluate(classes).hasViolation())
                .map(Map.Entry::getKey)
                .toList();
    }

    private JavaClasses compile(Map<String, String> sources) throws IOException {
        Path from = Files.createTempDirectory(folder, "sources");
        Path to = Files.createTempDirectory(folder, "classes");
        List<Path> files = new ArrayList<>();
        for (Map.Entry<String, String> source : sources.entrySet()) {
            files.add(write(from, source.getKey(), source.getValue()));
        }
        List<String> options = List.of("-proc:none", "-nowarn", "-d", to.toString());
        boolean compiled = COMPILER.getTask(null, FILES, null, options, null, FILES.getJavaFileObjectsFromPaths(files))
                .call();
        assertThat(compiled).as("the made-up classes compile").isTrue();
        return new ClassFileImporter().importPath(to);
    }

    private static Path write(Path from, String name, String body) throws IOException {
        int dot = name.lastIndexOf('.');
        String declaration = "package " + name.substring(0, dot) + ";\n";
        String text = name.endsWith("package-info") ? body + declaration : declaration + body;
        Path file = from.resolve(name.replace('.', '/') + ".java");
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }
}
