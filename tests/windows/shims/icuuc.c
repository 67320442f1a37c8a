/* What QtCore links of icuuc.dll, a part of Windows 10 (1703 and later) that Wine lacks.
 *
 * Qt asks it for encodings that it does not know itself. No text of the program comes in one, so every
 * converter is refused here, as ICU refuses an unknown name; Qt then answers that it has no such encoding.
 */
#include <stddef.h>

typedef int Status;
enum { UNSUPPORTED = 16 }; /* U_UNSUPPORTED_ERROR */

#define EXPORT __declspec(dllexport)

static void refuse(Status *status)
{
    if (status)
        *status = UNSUPPORTED;
}

EXPORT void *ucnv_open(const char *name, Status *status) { refuse(status); return NULL; }
EXPORT void ucnv_close(void *converter) {}
EXPORT void ucnv_reset(void *converter) {}
EXPORT signed char ucnv_getMaxCharSize(const void *converter) { return 1; }
EXPORT const char *ucnv_getName(const void *converter, Status *status) { refuse(status); return NULL; }
EXPORT const char *ucnv_getAvailableName(int number) { return NULL; }
EXPORT int ucnv_countAvailable(void) { return 0; }

EXPORT const char *ucnv_getStandardName(const char *name, const char *standard, Status *status)
{
    refuse(status);
    return NULL;
}

/* Nothing below is called without a converter. */
EXPORT void ucnv_toUnicode(void) {}
EXPORT void ucnv_fromUnicode(void) {}
EXPORT int ucnv_toUCountPending(void) { return 0; }
EXPORT int ucnv_fromUCountPending(void) { return 0; }
EXPORT void ucnv_getToUCallBack(void) {}
EXPORT void ucnv_setToUCallBack(void) {}
EXPORT void ucnv_getFromUCallBack(void) {}
EXPORT void ucnv_setFromUCallBack(void) {}
EXPORT void ucnv_cbToUWriteUChars(void) {}
EXPORT void ucnv_cbFromUWriteUChars(void) {}
EXPORT void UCNV_TO_U_CALLBACK_SUBSTITUTE(void) {}
EXPORT void UCNV_FROM_U_CALLBACK_SUBSTITUTE(void) {}
