package io.mediachassis.controller.cli;

import java.util.ArrayList;
import java.util.List;

/** Comma-separated values as RFC 4180 has them: lines may stand within quotes. Pure. */
final class Csv {
    private Csv() {}

    static String line(List<String> values) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < values.size(); i++) {
            String value = values.get(i);
            boolean plain = value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
            line.append(i == 0 ? "" : ",").append(plain ? value : '"' + value.replace("\"", "\"\"") + '"');
        }
        return line.append("\r\n").toString();
    }

    /**
     * All records of a text.
     *
     * @throws IllegalArgumentException naming the line in which something is wrong
     */
    static List<List<String>> read(String text) {
        List<List<String>> records = new ArrayList<>();
        List<String> record = new ArrayList<>();
        StringBuilder value = new StringBuilder();
        boolean quoted = false;
        int line = 1;
        int i = text.startsWith("\uFEFF") ? 1 : 0;
        for (; i < text.length(); i++) {
            char c = text.charAt(i);
            line += c == '\n' ? 1 : 0;
            if (quoted) {
                if (c != '"') {
                    value.append(c);
                } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
                    value.append('"');
                    i++;
                } else {
                    quoted = false;
                }
            } else if (c == '"') {
                if (value.length() > 0) {
                    throw new IllegalArgumentException("line " + line + ": a quote within a value that has none before it");
                }
                quoted = true;
            } else if (c == ',') {
                record.add(value.toString());
                value.setLength(0);
            } else if (c == '\n') {
                end(records, record, value);
                record = new ArrayList<>();
            } else if (c != '\r') {
                value.append(c);
            }
        }
        if (quoted) {
            throw new IllegalArgumentException("line " + line + ": the last quote is not closed");
        }
        end(records, record, value);
        return records;
    }

    /** Lines without anything are none. */
    private static void end(List<List<String>> records, List<String> record, StringBuilder value) {
        if (!record.isEmpty() || value.length() > 0) {
            record.add(value.toString());
            records.add(record);
        }
        value.setLength(0);
    }
}
