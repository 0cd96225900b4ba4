/** DVB service information of near video on demand (EN 300 468): sections, their packets and when each is sent. */
@NullMarked
package io.mediachassis.blade.announce.dvb;

import org.jspecify.annotations.NullMarked;
