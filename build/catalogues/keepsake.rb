# For a tap of Homebrew. What was kept is not in the app and stays, also with --zap.
cask "keepsake" do
  arch arm: "arm64", intel: "x86_64"

  version "@VERSION@"
  sha256 arm:   "@SHA256:macos-arm64@",
         intel: "@SHA256:macos-x86_64@"

  url "@URL@/keepsake-#{version}-macos-#{arch}.dmg"
  name "Keepsake"
  desc "@SHORT:en@"
  homepage "@ADDRESS@"

  depends_on macos: ">= :monterey"

  app "Keepsake.app"
  binary "#{appdir}/Keepsake.app/Contents/Resources/program/keepsake"

  # Browsers are told where the program is, and are told that it goes.
  postflight do
    system_command "#{appdir}/Keepsake.app/Contents/Resources/program/keepsake", args: ["install"]
  end
  uninstall_preflight do
    system_command "#{appdir}/Keepsake.app/Contents/Resources/program/keepsake", args: ["uninstall"]
  end
end
