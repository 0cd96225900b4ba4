package io.mediachassis.snmp.interfaces;

import io.mediachassis.backplane.proto.NetworkInterface;
import io.mediachassis.snmp.entity.EntityIndex;
import io.mediachassis.snmp.host.Board;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * An interface in the unit.
 *
 * @param index ifIndex: the number that its port has as a physical entity, if it has one
 */
public record UnitInterface(int index, Board board, NetworkInterface facts) {
    private static final int DOWN = 2;
    private static final int UNKNOWN = 4;

    /** All interfaces of these boards, each number once. Numbers out of range (1 to 999) have none. */
    public static List<UnitInterface> of(List<Board> boards) {
        List<UnitInterface> interfaces = new ArrayList<>();
        for (Board board : boards) {
            Set<Integer> seen = new HashSet<>();
            for (NetworkInterface each : board.host().getInterfacesList()) {
                if (each.getNumber() >= 1 && each.getNumber() <= EntityIndex.MAX_SENSOR
                        && seen.add(each.getNumber())) {
                    interfaces.add(new UnitInterface(index(board, each.getNumber()), board, each));
                }
            }
        }
        return List.copyOf(interfaces);
    }

    /** ifIndex of the interface of this number. */
    static int index(Board board, int number) {
        return EntityIndex.of(board.kind(), board.place(), EntityIndex.PORT, number);
    }

    /** ifOperStatus: of a board that can't be asked it is unknown, of one without power down. */
    int oper() {
        return switch (board.state()) {
            case REACHED -> facts.getOper() == NetworkInterface.Oper.UNRECOGNIZED || facts.getOperValue() == 0
                    ? UNKNOWN : facts.getOperValue();
            case OUT_OF_REACH -> UNKNOWN;
            case OFF -> DOWN;
        };
    }

    /** ifIndex of each that this one runs on top of, ascending. */
    List<Integer> lower() {
        return facts.getLowerList().stream()
                .filter(number -> number >= 1 && number <= EntityIndex.MAX_SENSOR && number != facts.getNumber())
                .map(number -> index(board, number))
                .distinct()
                .sorted()
                .toList();
    }
}
