package io.mediachassis.controller.hardware;

import io.mediachassis.backplane.proto.Enrolment;
import io.mediachassis.backplane.proto.Party;

/** Where one-time enrolment tokens come from: the chassis' own certificate authority. */
@FunctionalInterface
public interface EnrolmentTokens {
    /**
     * A fresh token, which replaces any earlier one of the same board.
     *
     * @param party a blade agent, or the other controller
     * @param number its slot, or its number
     */
    Enrolment issue(Party party, int number);
}
