package dev.taskrunner.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The samples of a load, and the table and the JSON that are made of them. */
final class LoadResults {
    /** The subject that the others are bases for. */
    private static final String OURS = "ask";

    private static final List<ToDoubleFunction<Sample>> COLUMNS =
            List.of(Sample::p50Micros, Sample::p99Micros, Sample::asksPerSecond, Sample::cpuMicros);

    /** A cell in one topology. */
    private record Place(int jvms, Cell cell) {}

    /** By place and subject, one sample a round. */
    private final Map<Place, Map<String, List<Sample>>> samples = new LinkedHashMap<>();

    void add(int jvms, Cell cell, String subject, Sample sample) {
        samples.computeIfAbsent(new Place(jvms, cell), place -> new LinkedHashMap<>())
                .computeIfAbsent(subject, name -> new ArrayList<>())
                .add(sample);
    }

    /** How many asks were answered by a subject. */
    long asks(String subject) {
        return samples.values().stream()
                .flatMap(subjects -> subjects.getOrDefault(subject, List.of()).stream())
                .mapToLong(Sample::asks)
                .sum();
    }

    /** A Markdown table for each topology. */
    String markdown() {
        StringBuilder text = new StringBuilder();
        int jvms = 0;
        for (Map.Entry<Place, Map<String, List<Sample>>> entry : samples.entrySet()) {
            if (jvms != entry.getKey().jvms()) {
                jvms = entry.getKey().jvms();
                text.append("\n### ").append(title(jvms)).append("\n\n");
                text.append("| cell | subject | p50 µs | p99 µs | asks/s | CPU µs/ask |\n|---|---|---|---|---|---|\n");
            }
            rows(text, entry.getKey().cell(), entry.getValue());
        }
        return text.toString();
    }

    private static String title(int jvms) {
        return switch (jvms) {
            case 1 -> "One JVM: server, runner and caller";
            case 2 -> "Two JVMs: server | runner and caller";
            default -> "Three JVMs: server | runner | caller";
        };
    }

    private static void rows(StringBuilder text, Cell cell, Map<String, List<Sample>> subjects) {
        subjects.forEach((name, rounds) -> {
            text.append("| ").append(cell).append(" | ").append(name);
            for (ToDoubleFunction<Sample> column : COLUMNS) {
                text.append(" | ")
                        .append(Spread.of(rounds.stream().mapToDouble(column).toArray()));
            }
            text.append(" |\n");
        });
        List<Sample> ours = subjects.getOrDefault(OURS, List.of());
        subjects.forEach((name, rounds) -> {
            if (!name.equals(OURS) && !ours.isEmpty()) {
                text.append("| | **").append(OURS).append(" ÷ ").append(name).append("**");
                COLUMNS.forEach(column -> text.append(" | ").append(ratio(ours, rounds, column)));
                text.append(" |\n");
            }
        });
    }

    /** Taken within each round: what disturbs the machine in one round disturbs both. */
    private static Spread ratio(List<Sample> ours, List<Sample> base, ToDoubleFunction<Sample> column) {
        double[] ratios = new double[Math.min(ours.size(), base.size())];
        for (int round = 0; round < ratios.length; round++) {
            ratios[round] = column.applyAsDouble(ours.get(round)) / column.applyAsDouble(base.get(round));
        }
        return Spread.of(ratios);
    }

    /** Every sample. */
    ArrayNode json(ObjectMapper mapper) {
        ArrayNode all = mapper.createArrayNode();
        samples.forEach((place, subjects) -> subjects.forEach((name, rounds) -> {
            for (int round = 0; round < rounds.size(); round++) {
                ObjectNode one = all.addObject();
                one.put("jvms", place.jvms()).put("size", place.cell().size());
                one.put("inflight", place.cell().inflight())
                        .put("subject", name)
                        .put("round", round + 1);
                Sample sample = rounds.get(round);
                one.put("asks", sample.asks()).put("seconds", sample.nanos() / 1e9);
                one.put("p50_us", sample.p50Micros()).put("p99_us", sample.p99Micros());
                one.put("asks_per_second", sample.asksPerSecond()).put("cpu_us_per_ask", sample.cpuMicros());
            }
        }));
        return all;
    }
}
