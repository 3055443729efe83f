; The installer for Windows: for one person, without an administrator, in English and French.
; Made by build/packages/windows.py, which defines VERSION, PROGRAM (the frozen folder), LICENCE, ICON,
; OUT and KILOBYTES.
;
; Each version has a folder of its own, so that a program which is running is never written over: the new one is whole
; before browsers are led to it, and where anything stops before, the old one still works. What a person keeps lies
; elsewhere and is not touched, by installing or by uninstalling.

Unicode true
Target amd64-unicode
ManifestDPIAware true
SetCompressor /SOLID lzma
; What is packed bears no times, so that the same files make the same installer.
SetDateSave off
RequestExecutionLevel user
Name "Keepsake"
OutFile "${OUT}"
BrandingText "Keepsake ${VERSION}"
InstallDir "$LOCALAPPDATA\Programs\Keepsake"
ShowInstDetails nevershow
ShowUninstDetails show
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "Keepsake"
VIAddVersionKey "FileDescription" "Keepsake"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "CompanyName" "The Keepsake authors"
VIAddVersionKey "LegalCopyright" "Apache License 2.0"

!define LISTED "Software\Microsoft\Windows\CurrentVersion\Uninstall\Keepsake"

; Whoever has a certificate says how to sign: %1 is the file.
!ifdef SIGN
  !finalize '${SIGN} "%1"' = 0
  !uninstfinalize '${SIGN} "%1"' = 0
!endif

!include "MUI2.nsh"
!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_WELCOMEPAGE_TEXT "$(WELCOME)"
!define MUI_FINISHPAGE_TEXT "$(FINISHED)"
!define MUI_FINISHPAGE_RUN "$INSTDIR\${VERSION}\keepsake.exe"
!define MUI_FINISHPAGE_RUN_PARAMETERS "view"
!define MUI_FINISHPAGE_RUN_TEXT "$(OPEN)"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_LICENSE "${LICENCE}"
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "French"

LangString WELCOME ${LANG_ENGLISH} "Keepsake is installed for you alone, in your own folder. No administrator is needed.$\r$\n$\r$\nWhat you capture is sent to no one, and there is no account."
LangString WELCOME ${LANG_FRENCH} "Keepsake est installé pour vous seulement, dans votre espace à vous. Il ne faut pas d’administrateur.$\r$\n$\r$\nCe que vous capturez n’est envoyé à personne, et il n’y a pas de compte."
LangString FINISHED ${LANG_ENGLISH} "The program is installed and your browsers can find it. Next: add the Keepsake button to your browser. Keepsake shows how."
LangString FINISHED ${LANG_FRENCH} "Le programme est installé et vos navigateurs peuvent le trouver. Ensuite : ajoutez le bouton Keepsake à votre navigateur. Keepsake montre comment."
LangString OPEN ${LANG_ENGLISH} "Open Keepsake"
LangString OPEN ${LANG_FRENCH} "Ouvrir Keepsake"
LangString CUT ${LANG_ENGLISH} "The program could not be written. What was installed before still works, and nothing you captured was touched. Free some disk space, then start this installer again."
LangString CUT ${LANG_FRENCH} "Le programme n’a pas pu être écrit. Ce qui était installé avant fonctionne encore, et rien de ce que vous avez capturé n’a été touché. Libérez de la place sur le disque, puis relancez cet installateur."
LangString ALONE ${LANG_ENGLISH} "Your browsers could not be connected. The program is installed; open Keepsake from the Start menu, which tries once more."
LangString ALONE ${LANG_FRENCH} "Vos navigateurs n’ont pas pu être connectés. Le programme est installé ; ouvrez Keepsake depuis le menu Démarrer, ce qui essaie encore une fois."
LangString KEPT ${LANG_ENGLISH} "What you captured stays on this computer. Keepsake did not remove it."
LangString KEPT ${LANG_FRENCH} "Ce que vous avez capturé reste sur cet ordinateur. Keepsake ne l’a pas retiré."

Section "Keepsake"
  SetShellVarContext current
  ReadRegStr $1 HKCU "${LISTED}" "DisplayVersion"

  ; Of an earlier try of the same version.
  RMDir /r "$INSTDIR\${VERSION}"
  ClearErrors
  SetOutPath "$INSTDIR\${VERSION}"
  SetOverwrite on
  File /r "${PROGRAM}/*"
  File "/oname=keepsake.ico" "${ICON}"
  IfErrors 0 written
    MessageBox MB_OK|MB_ICONEXCLAMATION "$(CUT)" /SD IDOK
    SetErrorLevel 2
    Quit
  written:
  WriteUninstaller "$INSTDIR\Uninstall.exe"

  nsExec::ExecToLog '"$INSTDIR\${VERSION}\keepsake.exe" install'
  Pop $0
  StrCmp $0 "0" told
    MessageBox MB_OK|MB_ICONEXCLAMATION "$(ALONE)" /SD IDOK
  told:

  CreateShortCut "$SMPROGRAMS\Keepsake.lnk" "$INSTDIR\${VERSION}\keepsake.exe" "view" "$INSTDIR\${VERSION}\keepsake.ico"
  WriteRegStr HKCU "${LISTED}" "DisplayName" "Keepsake"
  WriteRegStr HKCU "${LISTED}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${LISTED}" "DisplayIcon" "$INSTDIR\${VERSION}\keepsake.ico"
  WriteRegStr HKCU "${LISTED}" "Publisher" "The Keepsake authors"
  WriteRegStr HKCU "${LISTED}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${LISTED}" "UninstallString" '"$INSTDIR\Uninstall.exe"'
  WriteRegStr HKCU "${LISTED}" "QuietUninstallString" '"$INSTDIR\Uninstall.exe" /S'
  WriteRegDWORD HKCU "${LISTED}" "EstimatedSize" ${KILOBYTES}
  WriteRegDWORD HKCU "${LISTED}" "NoModify" 1
  WriteRegDWORD HKCU "${LISTED}" "NoRepair" 1

  ; The version before goes last; a file of it that is still in use stays until the next time.
  StrCmp $1 "" alone
  StrCmp $1 "${VERSION}" alone
    RMDir /r "$INSTDIR\$1"
  alone:
SectionEnd

Section "Uninstall"
  SetShellVarContext current
  ; Another one than this where installing a newer one was cut short.
  ReadRegStr $1 HKCU "${LISTED}" "DisplayVersion"
  StrCmp $1 "" alone
  StrCmp $1 "${VERSION}" alone
    nsExec::ExecToLog '"$INSTDIR\$1\keepsake.exe" uninstall'
    Pop $0
    RMDir /r "$INSTDIR\$1"
  alone:
  nsExec::ExecToLog '"$INSTDIR\${VERSION}\keepsake.exe" uninstall'
  Pop $0
  Delete "$SMPROGRAMS\Keepsake.lnk"
  RMDir /r "$INSTDIR\${VERSION}"
  Delete "$INSTDIR\Uninstall.exe"
  ; Only where nothing is left in it: whatever else lies there is not ours.
  RMDir "$INSTDIR"
  DeleteRegKey HKCU "${LISTED}"
  DetailPrint "$(KEPT)"
SectionEnd
