package io.mediachassis.controller.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mediachassis.backplane.proto.ControllerStatus;
import io.mediachassis.backplane.proto.CounterDeclaration;
import io.mediachassis.backplane.proto.SlotStatus;
import io.mediachassis.backplane.proto.UnitSnapshot;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Every counter of the unit with the value of each board that has it, as JSON and as a page for Prometheus. The page is
 * written from the declarations by hand, without a metrics library: the values come from other boards by name, and a
 * library's registry would have to be kept in step with boards that come and go. Pure; immutable.
 */
final class CounterSheet {
    private static final String PREFIX = "mediachassis_";

    private final Map<String, CounterDeclaration> declared = new LinkedHashMap<>();
    /** By counter, then by board. */
    private final Map<String, Map<String, Long>> values = new TreeMap<>();

    private CounterSheet() {}

    /** Of the whole unit: {@code controller-1} and so on, then {@code blade-1} and so on. */
    static CounterSheet of(UnitSnapshot unit) {
        CounterSheet sheet = new CounterSheet();
        for (CounterDeclaration counter : unit.getCounterDeclarationsList()) {
            sheet.declared.put(counter.getName(), counter);
        }
        for (ControllerStatus controller : unit.getControllersList()) {
            sheet.add("controller-" + controller.getNumber(), controller.getCountersMap());
        }
        for (SlotStatus slot : unit.getSlotsList()) {
            sheet.add(slot);
        }
        return sheet;
    }

    /** Of one blade; empty without a link to it. */
    static CounterSheet ofSlot(UnitSnapshot unit, int slot) {
        CounterSheet sheet = new CounterSheet();
        for (CounterDeclaration counter : unit.getCounterDeclarationsList()) {
            sheet.declared.put(counter.getName(), counter);
        }
        unit.getSlotsList().stream().filter(s -> s.getSlot() == slot).forEach(sheet::add);
        return sheet;
    }

    private void add(SlotStatus slot) {
        if (slot.getLinkUp()) {
            add("blade-" + slot.getSlot(), slot.getAgent().getCountersMap());
        }
    }

    private void add(String board, Map<String, Long> counts) {
        counts.forEach((name, value) -> values.computeIfAbsent(name, n -> new LinkedHashMap<>()).put(board, value));
    }

    /** {@code [{"name", "unit", "sentence", "values": {board: value}}]}, by name. */
    ArrayNode json() {
        ArrayNode list = UnitJson.NODES.arrayNode();
        values.forEach((name, ofBoards) -> {
            CounterDeclaration declaration = declaration(name);
            ObjectNode row = list.addObject()
                    .put("name", name)
                    .put("unit", declaration.getUnit())
                    .put("sentence", declaration.getSentence());
            ObjectNode boards = row.putObject("values");
            ofBoards.forEach(boards::put);
        });
        return list;
    }

    /** The text format of Prometheus, version 0.0.4. */
    String prometheus() {
        StringBuilder page = new StringBuilder();
        values.forEach((name, ofBoards) -> {
            page.append("# HELP ").append(PREFIX).append(name).append(' ')
                    .append(escaped(declaration(name).getSentence())).append('\n');
            page.append("# TYPE ").append(PREFIX).append(name).append(" counter\n");
            ofBoards.forEach((board, value) -> page.append(PREFIX).append(name).append("{board=\"").append(board)
                    .append("\"} ").append(Long.toUnsignedString(value)).append('\n'));
        });
        return page.toString();
    }

    private CounterDeclaration declaration(String name) {
        return declared.getOrDefault(name, CounterDeclaration.getDefaultInstance());
    }

    private static String escaped(String help) {
        return help.replace("\\", "\\\\").replace("\n", "\\n");
    }
}
