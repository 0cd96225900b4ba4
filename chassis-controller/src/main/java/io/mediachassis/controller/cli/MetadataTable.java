package io.mediachassis.controller.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mediachassis.controller.headend.metadata.Item;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Media files as CSV: a row each, a column for each of the 25 items, and id, account, bytes, sha256 and type. Several
 * values of one item stand on lines of their own within the cell. Pure.
 */
final class MetadataTable {
    private static final List<String> BEFORE = List.of("id", "account");
    private static final List<String> BEHIND = List.of("bytes", "sha256", "type");

    private MetadataTable() {}

    private static List<String> columns() {
        List<String> columns = new ArrayList<>(BEFORE);
        Arrays.stream(Item.values()).map(Item::wire).forEach(columns::add);
        columns.addAll(BEHIND);
        return columns;
    }

    static String csv(JsonNode files) {
        StringBuilder csv = new StringBuilder(Csv.line(columns()));
        for (JsonNode file : files) {
            List<String> row = new ArrayList<>();
            for (String column : columns()) {
                JsonNode value = file.path(column);
                if (value.isArray()) {
                    List<String> lines = new ArrayList<>();
                    value.forEach(one -> lines.add(one.asText()));
                    row.add(String.join("\n", lines));
                } else {
                    row.add(value.asText(""));
                }
            }
            csv.append(Csv.line(row));
        }
        return csv.toString();
    }

    /**
     * Files as the API takes them.
     *
     * @throws IllegalArgumentException naming what is wrong, and the row
     */
    static ArrayNode files(String csv) {
        ArrayNode files = JsonNodeFactory.instance.arrayNode();
        List<List<String>> records = Csv.read(csv);
        if (records.isEmpty()) {
            return files;
        }
        List<String> header = records.get(0);
        Set<String> unknown = new HashSet<>(header);
        unknown.removeAll(columns());
        if (!unknown.isEmpty() || !header.contains("id")) {
            throw new IllegalArgumentException(unknown.isEmpty() ? "there is no column id"
                    : "there are no columns " + String.join(", ", unknown) + "; there are " + String.join(", ", columns()));
        }
        for (int i = 1; i < records.size(); i++) {
            files.add(file(header, records.get(i), i + 1));
        }
        return files;
    }

    private static ObjectNode file(List<String> header, List<String> row, int number) {
        if (row.size() > header.size()) {
            throw new IllegalArgumentException("row " + number + " has " + row.size() + " values for " + header.size() + " columns");
        }
        ObjectNode file = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < row.size(); i++) {
            String column = header.get(i);
            String value = row.get(i);
            boolean list = Arrays.stream(Item.values()).anyMatch(item -> item.isList() && item.wire().equals(column));
            if (value.isEmpty()) {
                continue;
            }
            if (list) {
                ArrayNode values = file.putArray(column);
                value.lines().forEach(values::add);
            } else if (column.equals("bytes")) {
                if (!value.matches("[0-9]{1,16}")) {
                    throw new IllegalArgumentException("row " + number + ": bytes is a whole number, not " + value);
                }
                file.put(column, Long.parseLong(value));
            } else {
                file.put(column, value);
            }
        }
        return file;
    }
}
