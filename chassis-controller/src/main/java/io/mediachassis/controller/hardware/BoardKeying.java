package io.mediachassis.controller.hardware;

import io.mediachassis.backplane.proto.DeviceIdentity;
import io.mediachassis.backplane.proto.DeviceKind;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether a board belongs into a blade's slot, by what its CBC says of it (ATCA's electronic keying). Pure; any thread.
 */
final class BoardKeying {
    /** The newest protocol of the management bus that this software speaks. */
    private static final int PROTOCOL = 1;

    private BoardKeying() {}

    /** Why the board gets no power, to follow "Blade gets no power: "; empty: it belongs here. */
    static Optional<String> refusal(int slot, DeviceIdentity board) {
        if (board.getKind() != DeviceKind.DEVICE_KIND_UNSPECIFIED && board.getKind() != DeviceKind.CBC) {
            return Optional.of("what answers there is no chassis blade controller but " + words(board.getKind().name()));
        }
        if (board.getNumber() != 0 && board.getNumber() != slot) {
            return Optional.of("its CBC says that it sits in slot " + board.getNumber()
                    + "; check the slot's address pins and reseat it");
        }
        if (Integer.compareUnsigned(board.getProtocol(), PROTOCOL) > 0) {
            return Optional.of("its CBC speaks version " + Integer.toUnsignedString(board.getProtocol())
                    + " of the bus' protocol and this software " + PROTOCOL + "; update the controllers");
        }
        return switch (board.getBoard()) {
            case MEDIA_BLADE -> Optional.empty();
            case BOARD_TYPE_UNSPECIFIED, UNRECOGNIZED -> Optional.of(
                    "it is a board that this software does not know (" + part(board) + "); put in a media blade");
            default -> Optional.of("it is " + words(board.getBoard().name()) + " (" + part(board)
                    + "), and this slot takes media blades; take it out");
        };
    }

    private static String part(DeviceIdentity board) {
        return board.getPartNumber().isEmpty() ? "without a part number" : board.getPartNumber();
    }

    private static String words(String constant) {
        return "a " + constant.toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
