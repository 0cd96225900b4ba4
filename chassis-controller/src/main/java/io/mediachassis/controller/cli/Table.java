package io.mediachassis.controller.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Rows under headings, in columns as wide as what is in them. A heading that starts with {@code >} aligns right. */
final class Table {
    private static final int MAX_WIDTH = 60;

    private final List<String> headings;
    private final List<List<String>> rows = new ArrayList<>();

    Table(String... headings) {
        this.headings = List.of(headings);
    }

    void row(String... cells) {
        if (cells.length != headings.size()) {
            throw new IllegalArgumentException(cells.length + " cells under " + headings.size() + " headings");
        }
        rows.add(List.of(cells));
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** Prints it; headings bold and words of trouble red where colours are wanted. */
    void print(PrintWriter out, boolean colours) {
        int[] widths = new int[headings.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = title(i).length();
            for (List<String> row : rows) {
                widths[i] = Math.max(widths[i], Math.min(MAX_WIDTH, row.get(i).length()));
            }
        }
        List<String> titles = new ArrayList<>();
        for (int i = 0; i < widths.length; i++) {
            titles.add(title(i));
        }
        String head = line(titles, widths);
        out.println(colours ? "\033[1m" + head + "\033[0m" : head);
        for (List<String> row : rows) {
            String text = line(row, widths);
            boolean bad = row.stream().anyMatch(c -> c.startsWith("M7") || c.equals("critical") || c.equals("failed"));
            boolean good = row.contains("director");
            out.println(!colours ? text : bad ? "\033[31m" + text + "\033[0m" : good ? "\033[32m" + text + "\033[0m" : text);
        }
    }

    private String title(int column) {
        String heading = headings.get(column);
        return heading.startsWith(">") ? heading.substring(1) : heading;
    }

    private String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = cells.get(i);
            String padding = " ".repeat(Math.max(0, widths[i] - cell.length()));
            line.append(i == 0 ? "" : "  ");
            line.append(headings.get(i).startsWith(">") ? padding + cell : cell + padding);
        }
        return line.toString().stripTrailing();
    }
}
