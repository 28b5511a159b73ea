package dev.taskrunner.house;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Parses sources with the JDK's own compiler (no class path needed, nothing is resolved) and gathers the {@link Facts}. */
final class SourceParser {

    private SourceParser() {}

    static Facts parse(List<SourceFile> files) {
        Facts facts = new Facts();
        if (files.isEmpty()) {
            return facts;
        }
        var errors = new DiagnosticCollector<JavaFileObject>();
        // By URI: the compiler hands out the sources wrapped.
        Map<URI, SourceFile> byUri = new LinkedHashMap<>();
        files.forEach(file -> byUri.put(uri(file), file));
        var task = (JavacTask) ToolProvider.getSystemJavaCompiler()
                .getTask(
                        null,
                        null,
                        errors,
                        List.of("-proc:none"),
                        null,
                        byUri.values().stream().map(Unit::new).toList());
        Trees trees = Trees.instance(task);
        try {
            for (CompilationUnitTree tree : task.parse()) {
                SourceFile file = byUri.get(tree.getSourceFile().toUri());
                facts.files.add(file);
                new SourceScanner(trees, tree, file, facts).scan(tree, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        errors.getDiagnostics().stream()
                .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                .forEach(diagnostic -> facts.findings.add(new Finding(
                        "parse",
                        byUri.get(diagnostic.getSource().toUri()).path(),
                        diagnostic.getLineNumber(),
                        "",
                        diagnostic.getMessage(null))));
        return facts;
    }

    private static URI uri(SourceFile file) {
        return URI.create("source:///" + file.path());
    }

    private static final class Unit extends SimpleJavaFileObject {

        private final SourceFile file;

        Unit(SourceFile file) {
            super(uri(file), Kind.SOURCE);
            this.file = file;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return file.text();
        }
    }
}
