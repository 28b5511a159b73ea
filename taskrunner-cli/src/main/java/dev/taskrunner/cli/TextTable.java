package dev.taskrunner.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Columns kept apart by spaces alone; not wrapped, so that a line stays a row. */
final class TextTable {
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();
    private final UnaryOperator<String> heading;
    private final UnaryOperator<String> first;

    /**
     * A table without rows.
     *
     * @param heading what makes the header look like one
     * @param first the same for the first column
     */
    TextTable(List<String> header, UnaryOperator<String> heading, UnaryOperator<String> first) {
        this.heading = heading;
        this.first = first;
        rows.add(header);
    }

    /** Adds a row of as many cells as the header has. */
    void add(List<String> cells) {
        rows.add(cells);
    }

    /** The header and the rows; columns without any content are left out. */
    List<String> lines() {
        int columns = rows.get(0).size();
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < columns; column++) {
                if (!isEmpty(column)) {
                    String cell = row.get(column);
                    // Colours have no width, so they come after all counting.
                    line.append(column == 0 && row != rows.get(0) ? first.apply(cell) : cell)
                            .append(" ".repeat(width(column) - length(cell)))
                            .append(GAP);
                }
            }
            String text = line.toString().stripTrailing();
            lines.add(lines.isEmpty() ? heading.apply(text) : text);
        }
        return lines;
    }

    private boolean isEmpty(int column) {
        return rows.stream().skip(1).allMatch(row -> row.get(column).isEmpty());
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> length(row.get(column))).max().orElse(0);
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
