package io.mediachassis.controller.hardware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.backplane.proto.BoardType;
import io.mediachassis.backplane.proto.DeviceIdentity;
import io.mediachassis.backplane.proto.DeviceKind;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BoardKeyingTest {
    private static DeviceIdentity.Builder blade() {
        return DeviceIdentity.newBuilder()
                .setKind(DeviceKind.CBC).setNumber(3).setProtocol(1).setBoard(BoardType.MEDIA_BLADE).setPartNumber("X-1");
    }

    private static String why(DeviceIdentity.Builder board) {
        return BoardKeying.refusal(3, board.build()).orElse("");
    }

    @Test
    void onlyAMediaBladeOfThisSlotBelongsHere() {
        assertEquals(Optional.empty(), BoardKeying.refusal(3, blade().build()));
        assertTrue(why(blade().setNumber(4)).contains("sits in slot 4"));
        assertTrue(why(blade().setKind(DeviceKind.FAN_TRAY)).contains("a fan tray"));
        assertTrue(why(blade().setProtocol(2)).contains("version 2"));
        assertTrue(why(blade().setBoard(BoardType.CONTROLLER_BOARD)).contains("a controller board (X-1)"));
        assertTrue(why(blade().setBoardValue(77)).contains("does not know (X-1)"), "of a type that comes one day");
        assertTrue(why(blade().clearBoard().clearPartNumber()).contains("without a part number"));
    }
}
